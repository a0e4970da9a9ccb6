using Dhmad.Testing.Postgres;
using Npgsql;

namespace Dhmad.Stories.Tests;

/// <summary>A database serves one cluster, or one active process without a cluster.</summary>
public sealed class OneRuntimeTests
{
    /// <summary>One that gives no sign of life any more hinders nobody.</summary>
    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_process_without_a_cluster_does_not_start_beside_silos_that_live(bool lives)
    {
        var postgres = await PostgresServer.SharedAsync();
        var database = await postgres.CreateDatabaseAsync();
        using var server = new Server(
            new Deployment(), ("Dhmad__Database", database), ("Dhmad__SecretKey", Pair.SecretKey));
        Assert.Equal(0, (await server.CommandAsync("migrate")).ExitCode);
        await using var silo = NpgsqlDataSource.Create(database);
        await ExecuteAsync(
            silo,
            """
            INSERT INTO cluster_versions VALUES ('shops', 1);
            INSERT INTO cluster_silos VALUES ('shops', '10.0.0.1', 7001, 1, 'silo', 'one', 3, 7002, NULL, now(), now())
            """);
        if (!lives)
        {
            await server.StartAsync();
            return;
        }

        var start = server.CommandAsync();
        while (!start.IsCompleted)
        {
            await ExecuteAsync(silo, "UPDATE cluster_silos SET alive_time = now()");
            await Task.WhenAny(start, Task.Delay(TimeSpan.FromSeconds(1)));
        }

        var (code, said) = await start;
        Assert.Equal(1, code);
        Assert.Contains("in use by a silo of the cluster shops on one", said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
    }

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using var statement = database.CreateCommand(sql);
        await statement.ExecuteNonQueryAsync();
    }
}
