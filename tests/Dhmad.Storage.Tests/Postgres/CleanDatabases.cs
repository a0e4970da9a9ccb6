using System.Collections.Concurrent;
using Dapper;
using Dhmad.Storage.Postgres;
using Dhmad.Testing.Postgres;
using Npgsql;

namespace Dhmad.Storage.Tests.Postgres;

/// <summary>
/// Migrated databases without rows on the server that tests share. One that a test gives back is emptied for the next:
/// making one anew takes many times as long.
/// </summary>
internal static class CleanDatabases
{
    /// <summary>What the schema's scripts leave in them stays.</summary>
    private const string Filled =
        """
        SELECT quote_ident(tablename) FROM pg_tables
        WHERE schemaname = 'public' AND tablename NOT IN ('schema_migrations', 'orleansquery')
            AND (xpath('/row/has/text()', query_to_xml(
                format('SELECT EXISTS (SELECT 1 FROM public.%I) AS has', tablename), false, true, '')))[1]::text = 'true'
        """;

    private static readonly ConcurrentBag<string> Clean = [];

    private static readonly Lazy<Task<string>> Template = new(MigrateAsync);

    /// <returns>Its connection string.</returns>
    public static async Task<string> TakeAsync() => Clean.TryTake(out var text)
        ? text
        : await (await PostgresServer.SharedAsync()).CreateDatabaseAsync(await Template.Value);

    /// <param name="text">The connection string of one whose schema is as it was.</param>
    public static async Task GiveBackAsync(string text)
    {
        await using var connection = new NpgsqlConnection(text);
        await connection.OpenAsync();
        var filled = (await connection.QueryAsync<string>(Filled)).AsList();
        if (filled.Count > 0)
            await connection.ExecuteAsync($"TRUNCATE {string.Join(", ", filled)} RESTART IDENTITY CASCADE");
        Clean.Add(text);
    }

    private static async Task<string> MigrateAsync()
    {
        var text = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await using (await PostgresFixture.OpenAsync(new PostgresOptions(text))) { }
        return new NpgsqlConnectionStringBuilder(text).Database!;
    }
}
