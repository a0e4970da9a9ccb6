using System.Text.RegularExpressions;

namespace Dhmad.House.Tests.Deployment;

/// <summary>The alerts that docs/observability.md proposes.</summary>
public sealed partial class AlertTests
{
    /// <summary>A series that begins at 1 has not increased, and a process may fail once in its life.</summary>
    [Fact]
    public void An_alert_on_anything_above_zero_sees_the_first_of_a_process_too()
    {
        var text = Space().Replace(House.Read("docs/observability.md"), " ");
        var rare = AboveZero().Matches(text);
        Assert.NotEmpty(rare);
        foreach (Match match in rare)
        {
            var (series, window) = (match.Groups["series"].Value, match.Groups["window"].Value);
            Assert.Contains($"or sum({series} unless {series} offset {window}) > 0 ", text, StringComparison.Ordinal);
        }
    }

    [GeneratedRegex(@"sum\((rate|increase)\((?<series>[^\[\]]+)\[(?<window>\w+)\]\)\) > 0 ")]
    private static partial Regex AboveZero();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
