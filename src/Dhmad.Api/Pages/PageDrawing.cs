using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Dhmad.Api.Pages;

/// <summary>
/// What drawing needs: an encoder that leaves every script readable and escapes what HTML means something by.
/// </summary>
public static class PageDrawing
{
    public static IServiceCollection AddPageDrawing(this IServiceCollection services) =>
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
}
