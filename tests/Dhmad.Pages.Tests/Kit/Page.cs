using System.Net;
using System.Text.RegularExpressions;

namespace Dhmad.Pages.Tests.Kit;

/// <summary>What the site answered.</summary>
/// <param name="Location">Where a redirect leads, absolute; null without one.</param>
public sealed partial record Page(int Status, string Html, string? Location, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>All that can be read on it, white space as one space.</summary>
    public string Text => Spaces().Replace(WebUtility.HtmlDecode(Tags().Replace(Body, " ")), " ");

    public string Title => WebUtility.HtmlDecode(TitleTag().Match(Html).Groups[1].Value);

    public IReadOnlyList<Form> Forms => [.. FormTags().Matches(Body).Select(match => Kit.Form.Read(match.Value))];

    private string Body => Html[Math.Max(0, Html.IndexOf("<body", StringComparison.Ordinal))..];

    /// <summary>Whether a form has this field.</summary>
    public bool Has(string field) => Forms.Any(form => form.Names.Contains(field));

    public Form FormWith(string field) => Forms.Single(form => form.Names.Contains(field));

    /// <summary>The first form whose address ends so; query left aside.</summary>
    public Form Form(string actionEnd) =>
        Forms.First(form => form.Action.Split('?')[0].EndsWith(actionEnd, StringComparison.Ordinal));

    /// <summary>The form of the checkout action.</summary>
    public Form ActionForm => FormWith("submissionId");

    /// <summary>Fails with the page's words when the status is another.</summary>
    public Page Expect(int status)
    {
        Assert.True(Status == status, $"Expected {status}, got {Status} ({Location}): {Text}");
        return this;
    }

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex("<title>(.*?)</title>", RegexOptions.Singleline)]
    private static partial Regex TitleTag();

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex FormTags();
}

/// <summary>A form on a page, with the values it would be posted with.</summary>
public sealed partial record Form(string Action, IReadOnlySet<string> Names, IReadOnlyDictionary<string, string> Fields)
{
    public Form With(string field, string value) => this with { Fields = new Dictionary<string, string>(Fields) { [field] = value } };

    public Form Without(string field) => this with { Fields = Fields.Where(pair => pair.Key != field).ToDictionary() };

    public Form To(string action) => this with { Action = action };

    public static Form Read(string html)
    {
        var names = new HashSet<string>();
        var fields = new Dictionary<string, string>();
        foreach (Match control in Controls().Matches(html))
        {
            var name = Attribute(control.Value, "name");
            if (name is null) continue;
            names.Add(name);
            var type = Attribute(control.Value, "type");
            var isTicked = type is not ("checkbox" or "radio") || control.Value.Contains(" checked", StringComparison.Ordinal);
            if (isTicked) fields[name] = Attribute(control.Value, "value") ?? WebUtility.HtmlDecode(control.Groups["text"].Value).TrimStart('\n');
        }

        return new Form(Attribute(html, "action")!, names, fields);
    }

    private static string? Attribute(string tag, string name)
    {
        var match = Regex.Match(tag, $"""[^<]*?\s{name}="([^"]*)" """.TrimEnd());
        return match.Success ? WebUtility.HtmlDecode(match.Groups[1].Value) : null;
    }

    [GeneratedRegex("<input[^>]*>|<textarea[^>]*>(?<text>[^<]*)</textarea>")]
    private static partial Regex Controls();
}
