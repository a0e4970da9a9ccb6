using System.Text.RegularExpressions;

namespace Dhmad.House.Tests.Deployment;

/// <summary>The table of settings in docs/operations.md is the code's.</summary>
public partial class SettingsTests
{
    private const string Document = "docs/operations.md";

    [Fact]
    public void Every_setting_is_in_the_document_with_its_default_and_no_other_is()
    {
        var documented = House.Lines(Document).Select(line => Row().Match(line)).Where(row => row.Success)
            .ToDictionary(row => row.Groups["key"].Value, row => row.Groups["default"].Value.Trim('`'));
        House.Nothing(Settings.Defaults.Keys.Except(documented.Keys).Select(key => $"{key} is not in {Document}")
            .Concat(documented.Keys.Except(Settings.Defaults.Keys).Select(key => $"{key} does not exist"))
            .Concat(
                from setting in Settings.Defaults
                where documented.TryGetValue(setting.Key, out var told) && told != setting.Value
                select $"{setting.Key} is {setting.Value} and not {documented[setting.Key]}"));
        Assert.True(documented.Count > 30);
    }

    [Fact]
    public void Whatever_the_documents_name_as_a_setting_exists() =>
        House.Nothing(
            from file in House.Documents()
            from name in Name().Matches(House.Read(file)).Select(match => match.Value).Distinct()
            where !Settings.Defaults.ContainsKey(name)
                && !Settings.Defaults.Keys.Any(key => key.StartsWith(name + ':', StringComparison.Ordinal))
            select $"{file} names {name}, which does not exist");

    [Fact]
    public void Whatever_the_documents_name_as_a_variable_sets_something() =>
        House.Nothing(
            from file in House.Documents()
            from name in Variable().Matches(House.Read(file)).Select(match => match.Value).Distinct()
            where !Settings.HasVariable(name)
            select $"{file} names {name}, which sets nothing");

    [GeneratedRegex(@"^\| `(?<key>Dhmad:[^`]+)` \| (?<default>`[^`]+`|none) \|")]
    private static partial Regex Row();

    [GeneratedRegex(@"\bDhmad:[A-Z]\w*(:[A-Z]\w*)*")]
    private static partial Regex Name();

    [GeneratedRegex(@"\bDhmad__[A-Z]\w*")]
    private static partial Regex Variable();
}
