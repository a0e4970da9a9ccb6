using Dhmad.Testing;
using Dhmad.Testing.Postgres;
using Npgsql;

namespace Dhmad.Stories.Tests;

/// <summary>What one deployment's processes share: a PostgreSQL database and a secret.</summary>
public sealed class Deployment
{
    private const string SecretKey = "dGhlIHNlY3JldCBvZiBhIGNsdXN0ZXIgb2YgdGVzdHM=";

    /// <summary>Tests run where much else does: a slow silo is not soon dead.</summary>
    private const int Silence = 6;

    private readonly string database;

    private Deployment(string database) => this.database = database;

    public static async Task<Deployment> MakeAsync()
    {
        var server = await PostgresServer.SharedAsync();
        return new Deployment(await server.CreateDatabaseAsync());
    }

    /// <summary>The settings of one more process of it.</summary>
    public IEnumerable<(string Name, string Value)> Settings() =>
    [
        ("Dhmad__Database", database),
        ("Dhmad__SecretKey", SecretKey),
        ("Dhmad__Cluster__SilenceSeconds", $"{Silence}"),
        ("Dhmad__Cluster__SiloPort", $"{Ports.Free()}"),
        ("Dhmad__Cluster__GatewayPort", $"{Ports.Free()}"),
    ];

    /// <summary>Doors that start from now on reach none of the silos of now, except through those that come later.</summary>
    public Task HideGatewaysAsync() => ExecuteAsync("UPDATE cluster_silos SET proxy_port = 0");

    /// <summary>Writes down that a silo died, as the others do; each time it is another that was never there.</summary>
    public Task AddDeadSiloAsync() => ExecuteAsync(
        """
        INSERT INTO cluster_silos
        SELECT cluster_id, address, 1, (SELECT count(*) FROM cluster_silos), silo_name, host_name, 6, 0, NULL,
            start_time, alive_time
        FROM cluster_silos LIMIT 1
        """);

    /// <summary>Writes down that a silo of another machine lives at a port of 127.0.0.1.</summary>
    public Task AddLivingSiloAsync(int port) => ExecuteAsync(
        $"""
        INSERT INTO cluster_silos
        SELECT cluster_id, address, {port}, 1, silo_name, 'elsewhere', 3, 0, NULL, start_time, now()
        FROM cluster_silos LIMIT 1
        ON CONFLICT (cluster_id, address, port, generation) DO UPDATE SET alive_time = now()
        """);

    /// <summary>Gives an escrow's row another version than its state has: no commit fits it any more.</summary>
    public Task OutdateAsync(string escrow) =>
        ExecuteAsync($"UPDATE escrows SET version = version + 1 WHERE id = '{escrow}'");

    private async Task ExecuteAsync(string sql)
    {
        await using var server = NpgsqlDataSource.Create(database);
        await using var statement = server.CreateCommand(sql);
        await statement.ExecuteNonQueryAsync();
    }
}
