using System.Collections.Frozen;
using System.Globalization;
using System.Resources;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Components;

namespace Dhmad.Api.Pages.Language;

/// <summary>
/// Every text a person reads, by key, in one language. The texts themselves are in the resource files beside.
/// </summary>
/// <remarks>
/// English is written today; a language is added by a <c>.resx</c> file and a line in <see cref="In"/>.
/// </remarks>
public sealed class Texts
{
    private static readonly ResourceManager Pages = Resource("PageTexts");
    private static readonly ResourceManager Refusals = Resource("RefusalTexts");

    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private static readonly FrozenDictionary<string, Texts> Written =
        new Dictionary<string, Texts> { ["en"] = new(CultureInfo.InvariantCulture) }.ToFrozenDictionary();

    private readonly CultureInfo culture;

    private Texts(CultureInfo culture)
    {
        this.culture = culture;
        Language = this["language.code"];
        Amounts = new Amounts(this);
        Moments = new Moments(this);
    }

    /// <summary>The language's tag for <c>lang</c> attributes.</summary>
    public string Language { get; }

    public Amounts Amounts { get; }

    public Moments Moments { get; }

    /// <summary>The text of a key.</summary>
    /// <exception cref="MissingManifestResourceException">No such key: a page asks for a text nobody wrote.</exception>
    public string this[string key] =>
        Find(Pages, key) ?? throw new MissingManifestResourceException($"The text \"{key}\" is missing.");

    /// <summary>The texts of a language, or English where it is not written yet.</summary>
    public static Texts In(string? language) => Written.GetValueOrDefault(language ?? "") ?? Written["en"];

    /// <summary>The text with <c>{0}</c>, <c>{1}</c>... filled in.</summary>
    public string Fill(string key, params object?[] values) =>
        string.Format(CultureInfo.InvariantCulture, this[key], values);

    /// <summary>
    /// The same as markup. Everything is encoded, and every value stands in a <c>bdi</c>, so that a name in another
    /// script cannot turn the sentence around; values that are markup already stay as they are.
    /// </summary>
    public MarkupString Markup(string key, params object?[] values)
    {
        var text = Encoder.Encode(this[key]);
        return new MarkupString(values.Length == 0
            ? text
            : string.Format(CultureInfo.InvariantCulture, text, [.. values.Select(Isolate)]));
    }

    /// <summary>What a person is told of a refusal; never the developer's message.</summary>
    public string Refusal(string code) => Find(Refusals, code) ?? this["refusal.other"];

    /// <summary>Whether a text was written for this refusal code.</summary>
    public bool Explains(string code) => Find(Refusals, code) is not null;

    private static string Isolate(object? value) => value is MarkupString markup
        ? markup.Value
        : $"<bdi>{Encoder.Encode(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")}</bdi>";

    private string? Find(ResourceManager resource, string key) => resource.GetString(key, culture);

    private static ResourceManager Resource(string name) =>
        new($"{typeof(Texts).Namespace}.{name}", typeof(Texts).Assembly);
}
