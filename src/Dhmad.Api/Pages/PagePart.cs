using Dhmad.Api.Pages.Language;
using Microsoft.AspNetCore.Components;

namespace Dhmad.Api.Pages;

/// <summary>Anything drawn on a page: it has the page's frame, and its texts, at hand.</summary>
public abstract class PagePart : ComponentBase
{
    [CascadingParameter]
    public PageFrame Frame { get; set; } = null!;

    protected Texts Texts => Frame.Texts;

    /// <summary>
    /// A text as markup: the text and its values are encoded, and each value stands isolated from the text's direction.
    /// </summary>
    protected MarkupString T(string key, params object?[] values) => Frame.Texts.Markup(key, values);
}
