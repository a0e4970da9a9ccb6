using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Dhmad.Api.Pages;

/// <summary>Draws a page from its component, on the server and whole.</summary>
public static class Html
{
    /// <summary>The page's HTML, with the frame at hand in every part of it.</summary>
    public static async Task<string> DrawAsync<TPage>(
        IServiceProvider services, PageFrame frame, Dictionary<string, object?> parameters)
        where TPage : IComponent
    {
        await using var renderer = new HtmlRenderer(services, services.GetRequiredService<ILoggerFactory>());
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var whole = ParameterView.FromDictionary(new Dictionary<string, object?>
            {
                [nameof(CascadingValue<>.Value)] = frame,
                [nameof(CascadingValue<>.IsFixed)] = true,
                [nameof(CascadingValue<>.ChildContent)] = Content<TPage>(parameters),
            });
            var page = await renderer.RenderComponentAsync<CascadingValue<PageFrame>>(whole);
            return page.ToHtmlString();
        });
    }

    private static RenderFragment Content<TPage>(Dictionary<string, object?> parameters)
        where TPage : IComponent => builder =>
    {
        builder.OpenComponent<TPage>(0);
        builder.AddMultipleAttributes(1, parameters!);
        builder.CloseComponent();
    };
}
