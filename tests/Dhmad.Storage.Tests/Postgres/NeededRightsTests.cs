using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Dhmad.Storage.Postgres;

namespace Dhmad.Storage.Tests.Postgres;

/// <summary>The rights that a role is asked for are those that the statements need.</summary>
public sealed partial class NeededRightsTests
{
    [Fact]
    public void Whatever_a_statement_writes_a_role_is_asked_for()
    {
        var rights = PostgresRights.Tables.ToDictionary(one => one.Table, one => one.Rights.Split(' '));
        var written = Sources().SelectMany(file => Write().Matches(File.ReadAllText(file)))
            .Select(match => (Verb: match.Groups[1].Value, Table: match.Groups[2].Value))
            .Where(one => rights.ContainsKey(one.Table) && one.Table != "schema_migrations").Distinct().ToList();
        Assert.True(written.Count > 50);
        Assert.DoesNotContain(written, one => !rights[one.Table].Contains(one.Verb));
        Assert.Equal(
            written.Where(one => one.Verb == "DELETE").Select(one => one.Table).Order(StringComparer.Ordinal),
            rights.Where(one => one.Value.Contains("DELETE")).Select(one => one.Key).Order(StringComparer.Ordinal));
    }

    /// <summary>The stores' and, for Orleans' statements, the cluster's script.</summary>
    private static IEnumerable<string> Sources([CallerFilePath] string here = "")
    {
        var storage = Path.Combine(Path.GetDirectoryName(here)!, "../../../src/Dhmad.Storage");
        return Directory.EnumerateFiles(storage, "*.cs", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Path.Combine(storage, "Schema/Postgres"), "*cluster*.sql"));
    }

    [GeneratedRegex(@"\b(INSERT|UPDATE|DELETE)(?: INTO| FROM)? ([a-z_]+)\b")]
    private static partial Regex Write();
}
