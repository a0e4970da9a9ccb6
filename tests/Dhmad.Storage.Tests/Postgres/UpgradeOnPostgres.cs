using System.Data.Common;
using Dhmad.Storage.Postgres;
using Dhmad.Testing.Postgres;
using Npgsql;

namespace Dhmad.Storage.Tests.Postgres;

public sealed class UpgradeOnPostgres : UpgradeSuite
{
    private PostgresOptions? _options;

    protected override async Task<DatabaseFixture> OpenAsync() => await PostgresFixture.OpenAsync();

    protected override async Task<DbConnection> OpenOlderAsync()
    {
        _options = new PostgresOptions(await (await PostgresServer.SharedAsync()).CreateDatabaseAsync());
        await using (await PostgresDatabase.OpenAsync(
            _options, Older("Postgres"), TimeProvider.System, CancellationToken.None))
        {
            // It only makes the schema.
        }

        var connection = new NpgsqlConnection(_options.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    protected override async Task<Database> OpenUpgradedAsync() => await PostgresFixture.OpenAsync(_options!);

    protected override string ColumnsOf(string table) =>
        $"""
        SELECT column_name::text FROM information_schema.columns
        WHERE table_schema = 'public' AND table_name = '{table}' AND is_generated = 'NEVER'
        """;
}
