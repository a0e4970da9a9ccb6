using System.Diagnostics;
using Dapper;
using Dhmad.Storage.Postgres;
using Dhmad.Storage.Postgres.Active;
using Dhmad.Testing;
using Dhmad.Testing.Postgres;
using Npgsql;

namespace Dhmad.Storage.Tests.Postgres;

/// <summary>Which of several processes is active: the lock, signs of life, and what becomes of the silent.</summary>
public sealed class ActiveLockTests
{
    private const string Silent = "00000000000000aa";

    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(800);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [PostgresFact]
    public async Task One_holds_it_and_the_next_gets_it_when_it_is_let_go()
    {
        var server = await PostgresServer.SharedAsync();
        var database = await server.CreateDatabaseAsync();
        await using var second = New(database, "02");
        CancellationToken lost;
        await using (var first = New(database, "01"))
        {
            lost = await first.TakeAsync(CancellationToken.None).WaitAsync(Patience);
            Assert.True(await first.NextSignAsync().WaitAsync(Patience));
            var waiting = second.TakeAsync(CancellationToken.None);
            await second.Looked.WaitAsync(Patience);
            Assert.False(waiting.IsCompleted);
            Assert.False(second.IsFresh);
        }

        await second.TakeAsync(CancellationToken.None).WaitAsync(Patience);
        Assert.Equal(0, second.Ended);
        await DhmadCluster.Eventually(() => lost.IsCancellationRequested);
    }

    [PostgresFact]
    public async Task Databases_of_one_server_have_an_active_process_each()
    {
        var server = await PostgresServer.SharedAsync();
        await using var here = New(await server.CreateDatabaseAsync(), "03");
        await using var there = New(await server.CreateDatabaseAsync(), "04");
        await here.TakeAsync(CancellationToken.None).WaitAsync(Patience);
        await there.TakeAsync(CancellationToken.None).WaitAsync(Patience);
    }

    [PostgresFact]
    public async Task A_lost_connection_is_noticed_and_the_lock_can_be_taken_again()
    {
        var server = await PostgresServer.SharedAsync();
        var database = await server.CreateDatabaseAsync();
        await using var one = New(database, "05");
        var lost = await one.TakeAsync(CancellationToken.None).WaitAsync(Patience);
        await using var connection = new NpgsqlConnection(database);
        await connection.ExecuteAsync(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE '%0005'");
        await DhmadCluster.Eventually(() => lost.IsCancellationRequested);
        Assert.False(one.IsFresh);
        Assert.NotNull(one.Failure);
        var again = await one.TakeAsync(CancellationToken.None).WaitAsync(Patience);
        Assert.False(again.IsCancellationRequested);
    }

    [PostgresFact]
    public async Task All_connections_of_a_silent_holder_are_ended_and_nobody_elses()
    {
        var server = await PostgresServer.SharedAsync();
        var database = await server.CreateDatabaseAsync();
        await using var connection = new NpgsqlConnection(database);
        await using var stranger = new NpgsqlConnection($"{database};Application Name=report;Pooling=false");
        await using var writer = new NpgsqlConnection($"{database};Application Name=shop {Silent};Pooling=false");
        await stranger.OpenAsync();
        await writer.ExecuteAsync("CREATE TABLE held (n integer)");
        await writer.OpenAsync();
        await writer.ExecuteAsync("BEGIN; LOCK TABLE held");
        await using var silent = await HoldInSilenceAsync(database, connection);

        var waited = Stopwatch.StartNew();
        await using var next = New(database, "06");
        await next.TakeAsync(CancellationToken.None).WaitAsync(Patience);
        Assert.True(waited.Elapsed >= Silence, $"It waited {waited.Elapsed} only.");
        Assert.Equal(1, next.Ended);
        await connection.ExecuteAsync("BEGIN; LOCK TABLE held; COMMIT").WaitAsync(Patience);
        Assert.Equal(1, await stranger.ExecuteScalarAsync<int>("SELECT 1"));
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => writer.ExecuteAsync("COMMIT"));
    }

    /// <summary>As a frozen process does: its connection is open and says nothing.</summary>
    private static async Task<NpgsqlConnection> HoldInSilenceAsync(string database, NpgsqlConnection watching)
    {
        await using var first = New(database, "07");
        await first.TakeAsync(CancellationToken.None).WaitAsync(Patience);
        var holder = new NpgsqlConnection($"{database};Application Name=shop {Silent};Pooling=false");
        await holder.OpenAsync();
        var waiting = holder.ExecuteAsync($"SELECT pg_advisory_lock({await NumberAsync(watching)})");
        await first.DisposeAsync();
        await waiting;
        return holder;
    }

    private static Task<long> NumberAsync(NpgsqlConnection connection) => connection.ExecuteScalarAsync<long>(
        """
        SELECT classid::bigint << 32 | objid::bigint FROM pg_locks
        WHERE locktype = 'advisory' AND granted
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """);

    private static ActiveLock New(string database, string number) => new(
        new PostgresOptions(database) { Process = number.PadLeft(16, '0') }, Silence, TimeProvider.System);
}
