using System.Globalization;
using System.Text.RegularExpressions;

namespace Dhmad.Storage.Tests.Postgres;

/// <summary>A statement and its plan as the server wrote them down after it ran.</summary>
public sealed partial class Plan(string text)
{
    /// <summary>Tables that stay small however many escrows there are.</summary>
    private static readonly string[] Small =
        ["schema_migrations", "counters", "webhook_subscriptions", "webhook_endpoints", "associations", "developers"];

    /// <summary>
    /// Rows that were read from large tables, whether they were wanted or not; but those that are only counted, inside
    /// an index.
    /// </summary>
    public long RowsTouched => Lines.Where(line => Scan().IsMatch(line.Text) || Removed().IsMatch(line.Text))
        .Where(line => !(IsCount && line.Text.Contains("Index Only Scan", StringComparison.Ordinal))
            && !Array.Exists(Small, table => line.Text.Contains($" on {table} ", StringComparison.Ordinal)))
        .Sum(line => line.Rows);

    /// <summary>Large tables that were read from end to end.</summary>
    public IEnumerable<string> TablesWalked => SeqScan().Matches(text).Select(match => match.Groups[1].Value)
        .Except(Small, StringComparer.Ordinal);

    private bool IsCount => text.Contains("count(*)", StringComparison.Ordinal);

    private IEnumerable<(string Text, long Rows)> Lines => text.Split('\n').Select(line => (line, Rows(line)));

    public override string ToString() => text;

    private static long Rows(string line)
    {
        var (actual, removed) = (Actual().Match(line), Removed().Match(line));
        if (removed.Success) return long.Parse(removed.Groups[1].Value, CultureInfo.InvariantCulture);
        return !actual.Success ? 0 : long.Parse(actual.Groups[1].Value, CultureInfo.InvariantCulture)
            * long.Parse(actual.Groups[2].Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"actual rows=(\d+) loops=(\d+)")]
    private static partial Regex Actual();

    [GeneratedRegex(@"Rows Removed by [A-Za-z ]+: (\d+)")]
    private static partial Regex Removed();

    [GeneratedRegex(@"(Index|Heap|Seq) Scan")]
    private static partial Regex Scan();

    [GeneratedRegex(@"Seq Scan on (\w+)")]
    private static partial Regex SeqScan();
}
