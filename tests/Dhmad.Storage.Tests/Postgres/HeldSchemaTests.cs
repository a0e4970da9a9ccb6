using Dapper;
using Dhmad.Storage.Postgres;
using Dhmad.Storage.Schema;
using Dhmad.Testing.Postgres;
using Npgsql;

namespace Dhmad.Storage.Tests.Postgres;

/// <summary>Somebody reads for long, as a dump and the proof do, while a newer version changes the tables.</summary>
public sealed class HeldSchemaTests
{
    [PostgresFact]
    public async Task A_migration_behind_a_long_reader_stops_nobody_and_says_whom_it_waits_for()
    {
        await using var server = await PostgresServer.StartAsync();
        await using var fixture = await PostgresFixture.OpenAsync(server);
        await fixture.CommitAsync(fixture.NewLife().Create());
        await using var reader = new NpgsqlConnection(fixture.ConnectionString + ";Application Name=pg_dump");
        await reader.OpenAsync();
        await reader.ExecuteAsync("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM escrows");

        var opening = OpenNewerAsync(fixture);
        while (!opening.IsCompleted) await fixture.CommitAsync(fixture.NewLife().Create());
        var failure = await Assert.ThrowsAsync<DatabaseUnavailableException>(() => opening);
        Assert.EndsWith($"the server's process {reader.ProcessID} (pg_dump).", failure.Message, StringComparison.Ordinal);

        opening = OpenNewerAsync(fixture);
        await reader.ExecuteAsync("COMMIT");
        await opening;
        await fixture.CommitAsync(fixture.NewLife().Create());
    }

    private static async Task OpenNewerAsync(PostgresFixture fixture)
    {
        var scripts = Script.All("Postgres");
        var newer = new Script(scripts[^1].Number + 1, "newer", "ALTER TABLE escrows ADD COLUMN newer text");
        await using var database = await PostgresDatabase.OpenAsync(
            new PostgresOptions(fixture.ConnectionString), [.. scripts, newer], TimeProvider.System, default);
    }
}
