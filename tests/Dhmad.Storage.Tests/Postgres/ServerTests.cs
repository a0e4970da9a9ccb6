using Dapper;
using Dhmad.Testing.Postgres;
using Npgsql;

namespace Dhmad.Storage.Tests.Postgres;

/// <summary>The kit's own server, as the other tests rely on it.</summary>
public sealed class ServerTests
{
    [PostgresFact]
    public async Task A_killed_server_starts_again_with_what_was_committed()
    {
        await using var server = await PostgresServer.StartAsync(("max_connections", "20"));
        var database = await server.CreateDatabaseAsync();
        await using (var before = new NpgsqlConnection(database))
        {
            await before.ExecuteAsync("CREATE TABLE kept (n INTEGER); INSERT INTO kept VALUES (7)");
            await server.KillAsync();
            await Assert.ThrowsAnyAsync<NpgsqlException>(() => before.ExecuteAsync("SELECT 1"));
        }

        await server.StartAgainAsync(("default_transaction_read_only", "on"));
        await using var after = new NpgsqlConnection(database + ";Pooling=false");
        Assert.Equal(7, await after.ExecuteScalarAsync<int>("SELECT n FROM kept"));
        Assert.Equal("20", await after.ExecuteScalarAsync<string>("SHOW max_connections"));
        await Assert.ThrowsAsync<PostgresException>(() => after.ExecuteAsync("DELETE FROM kept"));
    }

    [PostgresFact]
    public async Task A_frozen_server_answers_once_it_is_thawed()
    {
        await using var server = await PostgresServer.StartAsync();
        await using var connection = new NpgsqlConnection(await server.CreateDatabaseAsync());
        await connection.OpenAsync();
        server.Freeze();
        var answer = connection.ExecuteScalarAsync<int>("SELECT 1");
        await Assert.ThrowsAsync<TimeoutException>(() => answer.WaitAsync(TimeSpan.FromSeconds(0.5)));
        server.Thaw();
        Assert.Equal(1, await answer);
        await server.StopAsync();
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => server.ExecuteAsync("SELECT 1"));
    }

    [PostgresFact]
    public async Task A_server_leaves_nothing_behind()
    {
        var server = await PostgresServer.StartAsync();
        var connection = new NpgsqlConnection(await server.CreateDatabaseAsync());
        var folder = await connection.ExecuteScalarAsync<string>("SHOW data_directory");
        Assert.True(Directory.Exists(folder));
        await server.DisposeAsync();
        Assert.False(Directory.Exists(folder));
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => connection.ExecuteAsync("SELECT 1"));
    }
}
