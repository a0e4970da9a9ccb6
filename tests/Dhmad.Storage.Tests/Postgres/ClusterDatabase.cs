using Dapper;
using Dhmad.Storage.Schema;
using Dhmad.Testing.Postgres;
using Npgsql;

namespace Dhmad.Storage.Tests.Postgres;

/// <summary>A database with the cluster's tables and nothing else, asked the way the providers ask: by key.</summary>
public sealed class ClusterDatabase : IAsyncLifetime
{
    private const int ClusterScript = 4;

    private NpgsqlDataSource? source;

    /// <summary>The statements, by key.</summary>
    public IReadOnlyDictionary<string, string> Queries { get; private set; } = new Dictionary<string, string>();

    public async Task InitializeAsync()
    {
        if (PostgresFactAttribute.SkipReason is not null) return;
        var server = await PostgresServer.SharedAsync();
        source = NpgsqlDataSource.Create(await server.CreateDatabaseAsync());
        await using var connection = await OpenAsync();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            var scripts = Script.All("Postgres").Where(script => script.Number == ClusterScript).ToList();
            Assert.Equal(1, new Migrations(scripts).Apply(connection, transaction, DateTimeOffset.UnixEpoch));
            await transaction.CommitAsync();
        }

        var rows = await connection.QueryAsync<(string Key, string Text)>(
            "SELECT QueryKey, QueryText FROM OrleansQuery");
        Queries = rows.ToDictionary(row => row.Key, row => row.Text);
    }

    public async Task DisposeAsync()
    {
        if (source is not null) await source.DisposeAsync();
    }

    public async Task<NpgsqlConnection> OpenAsync() => await source!.OpenConnectionAsync();

    /// <summary>Runs the statement of a key on its own, outside a transaction.</summary>
    public async Task<Answer> AskAsync(string key, params NpgsqlParameter[] arguments)
    {
        await using var connection = await OpenAsync();
        return await AskAsync(connection, key, arguments);
    }

    /// <summary>The same in a connection that may be in a transaction, to hold it half done.</summary>
    public async Task<Answer> AskAsync(NpgsqlConnection connection, string key, params NpgsqlParameter[] arguments)
    {
        await using var command = new NpgsqlCommand(Queries[key], connection);
        command.Parameters.AddRange(arguments);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<object?[]>();
        while (await reader.ReadAsync())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add([.. row.Select(value => value is DBNull ? null : value)]);
        }

        return new Answer([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)], rows);
    }

    /// <summary>The plan of the statement of a key, with these arguments.</summary>
    public async Task<string> PlanAsync(string key, params NpgsqlParameter[] arguments)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand("EXPLAIN " + Queries[key], connection);
        command.Parameters.AddRange(arguments);
        await using var reader = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync()) lines.Add(reader.GetString(0));
        return string.Join('\n', lines);
    }

    /// <summary>Returns once this many sessions of the database wait for a lock.</summary>
    public async Task UntilWaitingAsync(int sessions)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await using var connection = await OpenAsync();
        const string waiting =
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        while (await connection.ExecuteScalarAsync<long>(waiting) < sessions)
            limit.Token.ThrowIfCancellationRequested();
    }
}
