using Dapper;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Ledger;
using Dhmad.Storage.Checkout;
using Dhmad.Testing.Postgres;
using Npgsql;

namespace Dhmad.Storage.Tests.Postgres;

/// <summary>A server whose synchronous replica is away: nothing is answered as done that the replica does not have.</summary>
public sealed class ReplicaTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    [PostgresFact]
    public async Task What_the_replica_has_not_confirmed_is_unknown_until_it_does()
    {
        await using var server = await PostgresServer.StartAsync();
        await using var fixture = await PostgresFixture.OpenAsync(
            server, options => options with { CommandTimeout = Patience });
        var (one, other) = (fixture.NewLife(), fixture.NewLife());
        await fixture.CommitAsync(one.Create());
        await fixture.TopUpAsync("sami", Life.Amount);
        var session = Some.Session(fixture, one.Escrow);
        await SetAsync(fixture, "ALTER SYSTEM SET synchronous_standby_names = 'away'", waits: true);

        await IsUnknownAsync(() => fixture.Database.CommitAsync(one.Pay("sami"), default));
        await IsUnknownAsync(() => fixture.TopUpAsync("sami", 7));
        await IsUnknownAsync(() => fixture.Database.WriteOneAsync(work => work.ExecuteAsync(Counter("one")), default));
        await IsUnknownAsync(() => fixture.Database.WriteTogetherAsync(Counter("many"), new { At = 1L }, default));
        await IsUnknownAsync(() => new SessionStore(fixture.Database).InsertAsync(session, 1, null, default));

        var commit = fixture.Database.CommitAsync(other.Create(), default);
        await SetAsync(fixture, "ALTER SYSTEM RESET synchronous_standby_names", waits: false);
        Assert.Equal(CommitOutcome.Done, await commit);
        Assert.Equal(7, await fixture.BalanceAsync(AccountKind.Available, "sami"));
        await ProofHolds.OnAsync(fixture);
    }

    private static async Task IsUnknownAsync(Func<Task> write)
    {
        var failure = await Assert.ThrowsAsync<DatabaseUnavailableException>(write);
        Assert.Contains("replica", failure.InnerException!.Message, StringComparison.Ordinal);
    }

    private static string Counter(string name) =>
        $"INSERT INTO counters (name, value) VALUES ('{name}', 1) ON CONFLICT (name) DO UPDATE SET value = 2";

    /// <summary>Sets it, and lets some time pass until commits wait for a replica, or do not.</summary>
    private static async Task SetAsync(PostgresFixture fixture, string setting, bool waits)
    {
        await using var connection = new NpgsqlConnection(fixture.ConnectionString + ";Pooling=false;Command Timeout=1");
        await connection.OpenAsync();
        var didWait = false;
        connection.Notice += (_, _) => didWait = true;
        await connection.ExecuteAsync("SET synchronous_commit = local");
        await connection.ExecuteAsync(setting);
        await connection.ExecuteAsync("SELECT pg_reload_conf()");
        await connection.ExecuteAsync("SET synchronous_commit = on");
        do
        {
            didWait = false;
            await connection.ExecuteAsync("SELECT pg_logical_emit_message(true, 'test', '')");
        }
        while (didWait != waits);
    }
}
