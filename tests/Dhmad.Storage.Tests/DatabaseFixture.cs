using Dhmad.Domain.Checkout;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Ledger;
using Dhmad.Storage.Checkout;
using Dhmad.Storage.Ledger;
using Dhmad.Testing;

namespace Dhmad.Storage.Tests;

/// <summary>
/// A fresh database for one test. The suite is written against this type alone; a second database becomes one more
/// class beside <see cref="Sqlite.SqliteFixture"/>.
/// </summary>
public abstract class DatabaseFixture : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 9, 1, 8, 30, 0, TimeSpan.Zero);

    public abstract Database Database { get; }

    public SeededIds Ids { get; } = new(20_260_901);

    public Life NewLife() => new(Ids, Start);

    /// <summary>Runs a statement as an intruder would: behind the stores' back, with triggers and foreign keys off.</summary>
    public abstract Task TamperAsync(string sql);

    /// <summary>Every row of every table, as text: what must not change when something is refused.</summary>
    public abstract Task<string> ContentsAsync();

    /// <summary>Writes commits one after another, all of which must be done.</summary>
    public async Task CommitAsync(params EscrowCommit[] commits)
    {
        foreach (var commit in commits)
            Assert.Equal(CommitOutcome.Done, await Database.CommitAsync(commit, CancellationToken.None));
    }

    /// <summary>The outcome of a commit that must leave no trace.</summary>
    public async Task<CommitOutcome> RefusedAsync(EscrowCommit commit)
    {
        var before = await ContentsAsync();
        var outcome = await Database.CommitAsync(commit, CancellationToken.None);
        Assert.Equal(before, await ContentsAsync());
        return outcome;
    }

    /// <summary>Puts money on a user's account from outside.</summary>
    public async Task TopUpAsync(string userId, long amountTnd) => Assert.Equal(
        CommitOutcome.Done,
        await new LedgerStore(Database).PostAsync(
            new LedgerTransaction(
                Ids.NewId(Start),
                Movement.TopUp,
                Start,
                [new(new(AccountKind.RailClearing, "sandbox_card"), -amountTnd), new(new(AccountKind.Available, userId), amountTnd)]),
            CancellationToken.None));

    public Task<long> BalanceAsync(AccountKind kind, string owner) =>
        new LedgerStore(Database).BalanceAsync(new(kind, owner), CancellationToken.None);

    /// <summary>A pending session of an escrow that is in the database.</summary>
    public async Task<CheckoutSession> OpenSessionAsync(Escrow escrow, EscrowAction action = EscrowAction.AcceptPay)
    {
        var session = Some.Session(this, escrow, action);
        var outcome = await new SessionStore(Database).InsertAsync(session, escrow.Version, null, CancellationToken.None);
        Assert.Equal(CommitOutcome.Done, outcome);
        return session;
    }

    public abstract ValueTask DisposeAsync();
}
