using System.Globalization;
using Dhmad.Bench.Http;
using Dhmad.Domain;
using Dhmad.Domain.Escrows;
using Dhmad.Storage.Postgres;
using Dhmad.Storage.Tests;
using Dhmad.Storage.Tests.Postgres;
using Dhmad.Testing;
using Npgsql;

namespace Dhmad.Bench.Growth;

/// <summary>A database of its own on a given server, which goes with it.</summary>
internal sealed class GrowthDatabase : IAsyncDisposable
{
    // Money of many sellers moves, so that no delivery waits for another's row.
    private const int Shops = 64;

    /// <summary>All deadlines of the rows filled in are later than anybody measures.</summary>
    private static readonly TimeSpan Open = TimeSpan.FromDays(30);

    private static readonly TimeSpan FillLimit = TimeSpan.FromMinutes(30);

    /// <summary>
    /// What a server would have done long ago, and would else do while it is measured; what is left is none of its
    /// business.
    /// </summary>
    private const string Settle =
        """
        DELETE FROM outbox;
        DELETE FROM idempotency_keys WHERE claimed_at < @dayAgo;
        UPDATE checkout_sessions SET status = 'expired' WHERE status = 'pending';
        UPDATE payments SET status = 'declined', check_at = NULL WHERE status = 'started';
        UPDATE webhook_deliveries SET status = 'delivered', attempt_count = 1, next_attempt_at = NULL,
            ended_at = created_at
        WHERE status = 'pending'
        """;

    /// <summary>Or one reuses the room of old rows while it is measured, and the other makes new pages.</summary>
    private const string Vacuum = "VACUUM ANALYZE; CHECKPOINT";

    private readonly string server;
    private readonly string name;

    private GrowthDatabase(string server, string kind)
    {
        (this.server, Kind) = (server, kind);
        name = $"dhmad_growth_{Environment.ProcessId}_{kind}";
        ConnectionString = new NpgsqlConnectionStringBuilder(server) { Database = name }.ToString();
    }

    /// <summary>How it is called in what is told.</summary>
    public string Kind { get; }

    public string ConnectionString { get; }

    /// <param name="server">A connection string to any database of the server.</param>
    public static async Task<GrowthDatabase> MakeAsync(string server, string kind)
    {
        var database = new GrowthDatabase(server, kind);
        await ExecuteAsync(server, $"CREATE DATABASE {database.name}");
        await using var opened = await PostgresDatabase.OpenAsync(
            new PostgresOptions(database.ConnectionString), TimeProvider.System, CancellationToken.None);
        return database;
    }

    /// <summary>Writes rows of so many escrows that no grain judged.</summary>
    public async Task FillAsync(int escrows)
    {
        var now = DateTimeOffset.UtcNow;
        var life = new Life(new SeededIds(), now);
        life.Create();
        var tables = new LargeTables(escrows, now - TimeSpan.FromSeconds(escrows), Open, life.Escrow);
        await tables.FillAsync(ConnectionString, FillLimit);
        var dayAgo = now.AddDays(-1).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        await ExecuteEachAsync(Settle.Replace("@dayAgo", dayAgo, StringComparison.Ordinal));
        await VacuumAsync();
    }

    /// <summary>As it would have been by and by.</summary>
    public Task VacuumAsync() => ExecuteEachAsync(Vacuum);

    /// <summary>Makes paid escrows through their grains.</summary>
    public Task<Pool> SellAsync(int count, string secretKey) => Pool.MakeAsync(
        new DhmadSettings { Database = ConnectionString, SecretKey = secretKey },
        count, withWebhook: false, EscrowMode.Instant, Shops);

    public async Task<long> CountAsync()
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString);
        await using var command = source.CreateCommand("SELECT count(*) FROM escrows");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync() =>
        await ExecuteAsync(server, $"DROP DATABASE IF EXISTS {name} WITH (FORCE)");

    private async Task ExecuteEachAsync(string statements)
    {
        foreach (var statement in statements.Split(';')) await ExecuteAsync(ConnectionString, statement);
    }

    private static async Task ExecuteAsync(string connectionString, string statement)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection)
        {
            CommandTimeout = (int)FillLimit.TotalSeconds,
        };
        await command.ExecuteNonQueryAsync();
    }
}
