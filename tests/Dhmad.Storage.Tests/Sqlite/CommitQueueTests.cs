using Dapper;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Ledger;
using Dhmad.Storage.Escrows;
using Microsoft.Data.Sqlite;

namespace Dhmad.Storage.Tests.Sqlite;

/// <summary>Group commit: what waits is written together, and still each item stands for itself.</summary>
public sealed class CommitQueueTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task What_waits_is_written_in_one_transaction()
    {
        await using var fixture = await SqliteFixture.OpenAsync();
        using var gate = Gate.Close(fixture);
        var lives = Enumerable.Range(0, 100).Select(_ => fixture.NewLife()).ToArray();
        var commits = lives.Select(life => Commit(fixture, life.Create())).ToArray();
        var before = fixture.Sqlite.Queue.Writer.Transactions;
        await gate.OpenAsync();
        Assert.All(await Task.WhenAll(commits), outcome => Assert.Equal(CommitOutcome.Done, outcome));
        Assert.Equal(before + 2, fixture.Sqlite.Queue.Writer.Transactions);
    }

    [Fact]
    public async Task A_batch_has_a_greatest_number_of_items()
    {
        await using var fixture = await SqliteFixture.OpenAsync(options => options with { MaxBatchItems = 10 });
        using var gate = Gate.Close(fixture);
        var commits = Enumerable.Range(0, 95).Select(_ => Commit(fixture, fixture.NewLife().Create())).ToArray();
        var before = fixture.Sqlite.Queue.Writer.Transactions;
        await gate.OpenAsync();
        await Task.WhenAll(commits);
        Assert.Equal(before + 1 + 10, fixture.Sqlite.Queue.Writer.Transactions);
    }

    [Fact]
    public async Task A_batch_has_a_greatest_size_unless_one_item_alone_is_larger()
    {
        await using var fixture = await SqliteFixture.OpenAsync(options => options with { MaxBatchBytes = 1 });
        using var gate = Gate.Close(fixture);
        var commits = Enumerable.Range(0, 5).Select(_ => Commit(fixture, fixture.NewLife().Create())).ToArray();
        var before = fixture.Sqlite.Queue.Writer.Transactions;
        await gate.OpenAsync();
        await Task.WhenAll(commits);
        Assert.Equal(before + 1 + 5, fixture.Sqlite.Queue.Writer.Transactions);
    }

    [Fact]
    public async Task Of_two_debits_of_one_balance_in_one_batch_one_fails()
    {
        await using var fixture = await SqliteFixture.OpenAsync();
        var (first, second) = (fixture.NewLife(), fixture.NewLife());
        await fixture.CommitAsync(first.Create(), second.Create());
        await fixture.TopUpAsync("sami", Life.Amount + 1);
        using var gate = Gate.Close(fixture);
        var wins = Commit(fixture, first.Pay(walletOf: "sami"));
        var loses = Commit(fixture, second.Pay(walletOf: "sami"));
        await gate.OpenAsync();
        Assert.Equal(CommitOutcome.Done, await wins);
        Assert.Equal(CommitOutcome.BalanceTooLow, await loses);
        Assert.Equal(1, await fixture.BalanceAsync(AccountKind.Available, "sami"));
        Assert.Equal(0, await fixture.BalanceAsync(AccountKind.Held, second.Escrow.Id));
        await ProofHolds.OnAsync(fixture);
    }

    [Fact]
    public async Task Two_commits_of_one_version_in_one_batch_conflict()
    {
        await using var fixture = await SqliteFixture.OpenAsync();
        var life = fixture.NewLife();
        await fixture.CommitAsync(life.Create());
        var pending = life.Escrow;
        using var gate = Gate.Close(fixture);
        var wins = Commit(fixture, life.Cancel());
        life.Escrow = pending;
        var loses = Commit(fixture, life.Pay());
        await gate.OpenAsync();
        Assert.Equal(CommitOutcome.Done, await wins);
        Assert.Equal(CommitOutcome.Conflict, await loses);
        await ProofHolds.OnAsync(fixture);
    }

    [Fact]
    public async Task Commits_that_follow_each_other_may_share_a_batch()
    {
        await using var fixture = await SqliteFixture.OpenAsync();
        var life = fixture.NewLife();
        using var gate = Gate.Close(fixture);
        Task<CommitOutcome>[] commits =
            [Commit(fixture, life.Create()), Commit(fixture, life.Pay()), Commit(fixture, life.Deliver())];
        await gate.OpenAsync();
        Assert.All(await Task.WhenAll(commits), outcome => Assert.Equal(CommitOutcome.Done, outcome));
    }

    [Fact]
    public async Task A_write_that_throws_undoes_only_itself()
    {
        await using var fixture = await SqliteFixture.OpenAsync();
        using var gate = Gate.Close(fixture);
        var before = Commit(fixture, fixture.NewLife().Create());
        var bug = fixture.Database.WriteAsync(
            async work =>
            {
                await work.ExecuteAsync("INSERT INTO counters (name, value) VALUES ('half', 1)");
                throw new FormatException("a bug");
            },
            CancellationToken.None);
        var constraint = fixture.Database.WriteAsync(
            work => work.ExecuteAsync("INSERT INTO counters (name, value) VALUES ('zero', 0)"), CancellationToken.None);
        var after = Commit(fixture, fixture.NewLife().Create());
        await gate.OpenAsync();
        Assert.Equal(CommitOutcome.Done, await before);
        Assert.Equal(CommitOutcome.Done, await after);
        await Assert.ThrowsAsync<FormatException>(() => bug);
        await Assert.ThrowsAsync<SqliteException>(() => constraint);
        Assert.DoesNotContain("counters", await fixture.ContentsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_a_batch_fails_as_a_whole_only_the_guilty_item_fails()
    {
        await using var fixture = await SqliteFixture.OpenAsync();
        var guilty = new Mark();
        var failures = 0;
        fixture.Sqlite.Queue.Writer.AtPoint = point =>
        {
            if (point != CommitPoint.BeforeCommit || !guilty.Ran) return;
            guilty.Ran = false;
            failures++;
            throw new SqliteException("disk I/O error", 10);
        };
        using var gate = Gate.Close(fixture);
        var commits = Enumerable.Range(0, 9).Select(_ => Commit(fixture, fixture.NewLife().Create())).ToList();
        var failing = fixture.Database.WriteAsync(
            async work =>
            {
                guilty.Ran = true;
                return await work.ExecuteAsync("INSERT INTO counters (name, value) VALUES ('guilty', 1)");
            },
            CancellationToken.None);
        commits.Add(Commit(fixture, fixture.NewLife().Create()));
        await gate.OpenAsync();
        Assert.All(await Task.WhenAll(commits), outcome => Assert.Equal(CommitOutcome.Done, outcome));
        await Assert.ThrowsAsync<DatabaseUnavailableException>(() => failing);
        Assert.Equal(2, failures);
        Assert.DoesNotContain("guilty", await fixture.ContentsAsync(), StringComparison.Ordinal);
        await ProofHolds.OnAsync(fixture);
    }

    [Fact]
    public async Task An_answer_that_was_undone_with_its_batch_is_not_given()
    {
        await using var fixture = await SqliteFixture.OpenAsync();
        var life = fixture.NewLife();
        fixture.Sqlite.Queue.Writer.AtPoint = _ => throw new SqliteException("disk I/O error", 10);
        await Assert.ThrowsAsync<DatabaseUnavailableException>(() => Commit(fixture, life.Create()));
        fixture.Sqlite.Queue.Writer.AtPoint = null;
        Assert.Null(await new EscrowStore(fixture.Database).LoadAsync(life.Escrow.Id, CancellationToken.None));
    }

    [Fact]
    public async Task A_full_queue_pushes_back_and_takes_more_when_it_has_room()
    {
        await using var fixture = await SqliteFixture.OpenAsync(options => options with { MaxWaiting = 3 });
        using var gate = Gate.Close(fixture);
        var waiting = Enumerable.Range(0, 3).Select(_ => Commit(fixture, fixture.NewLife().Create())).ToArray();
        var refused = fixture.NewLife();
        await Assert.ThrowsAsync<DatabaseUnavailableException>(() => Commit(fixture, refused.Create()));
        await gate.OpenAsync();
        await Task.WhenAll(waiting);
        Assert.Null(await new EscrowStore(fixture.Database).LoadAsync(refused.Escrow.Id, CancellationToken.None));
        await fixture.CommitAsync(fixture.NewLife().Create());
    }

    [Fact]
    public async Task A_caller_that_gives_up_while_waiting_writes_nothing()
    {
        await using var fixture = await SqliteFixture.OpenAsync();
        using var gate = Gate.Close(fixture);
        using var patience = new CancellationTokenSource();
        var (given, kept) = (fixture.NewLife(), fixture.NewLife());
        var abandoned = fixture.Database.CommitAsync(given.Create(), patience.Token);
        var other = Commit(fixture, kept.Create());
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => abandoned);
        await gate.OpenAsync();
        Assert.Equal(CommitOutcome.Done, await other);
        Assert.Null(await new EscrowStore(fixture.Database).LoadAsync(given.Escrow.Id, CancellationToken.None));
    }

    [Fact]
    public async Task A_caller_that_gives_up_too_late_gets_the_outcome()
    {
        await using var fixture = await SqliteFixture.OpenAsync();
        using var patience = new CancellationTokenSource();
        fixture.Sqlite.Queue.Writer.AtPoint = point =>
        {
            if (point == CommitPoint.BeforeCommit) patience.Cancel();
        };
        Assert.Equal(
            CommitOutcome.Done, await fixture.Database.CommitAsync(fixture.NewLife().Create(), patience.Token));
    }

    [Fact]
    public async Task Closing_writes_what_waits_and_takes_nothing_more()
    {
        await using var fixture = await SqliteFixture.OpenAsync();
        var gate = Gate.Close(fixture);
        var life = fixture.NewLife();
        var waiting = Commit(fixture, life.Create());
        var closing = fixture.Sqlite.DisposeAsync().AsTask();
        await Assert.ThrowsAsync<DatabaseUnavailableException>(() => Commit(fixture, fixture.NewLife().Create()));
        await gate.OpenAsync();
        Assert.Equal(CommitOutcome.Done, await waiting);
        await closing.WaitAsync(Patience);
        await fixture.ReopenAsync();
        Assert.NotNull(await new EscrowStore(fixture.Database).LoadAsync(life.Escrow.Id, CancellationToken.None));
    }

    [Fact]
    public async Task While_another_process_writes_the_commit_waits_and_then_gives_up()
    {
        await using var fixture = await SqliteFixture.OpenAsync(
            options => options with { BusyTimeout = TimeSpan.FromMilliseconds(50) });
        await using var other = new SqliteConnection($"Data Source={fixture.File};Pooling=False");
        await other.OpenAsync();
        await using (other.BeginTransaction(deferred: false))
        {
            await other.ExecuteAsync("INSERT INTO counters (name, value) VALUES ('other', 1)");
            await Assert.ThrowsAsync<DatabaseUnavailableException>(() => Commit(fixture, fixture.NewLife().Create()));
        }

        await fixture.CommitAsync(fixture.NewLife().Create());
    }

    [Fact]
    public async Task Commits_of_many_escrows_at_once_all_hold()
    {
        await using var fixture = await SqliteFixture.OpenAsync();
        var lives = Enumerable.Range(0, 64).Select(_ => fixture.NewLife()).ToArray();
        await Task.WhenAll(lives.Select(life => Task.Run(async () =>
        {
            foreach (var make in (Func<EscrowCommit>[])[life.Create, () => life.Pay(), life.Deliver, life.Complete])
                await fixture.CommitAsync(make());
        })));
        Assert.Equal(64 * Life.EscrowFee, await fixture.BalanceAsync(AccountKind.PlatformFees, ""));
        await ProofHolds.OnAsync(fixture);
    }

    private static Task<CommitOutcome> Commit(SqliteFixture fixture, EscrowCommit commit) =>
        fixture.Database.CommitAsync(commit, CancellationToken.None);

    private sealed class Mark
    {
        public bool Ran { get; set; }
    }

    /// <summary>Holds the writer's thread inside a write, so that what comes meanwhile waits.</summary>
    private sealed class Gate : IDisposable
    {
        private readonly ManualResetEventSlim _open = new();
        private readonly Task _held;

        private Gate(SqliteFixture fixture)
        {
            using var reached = new ManualResetEventSlim();
            _held = fixture.Database.WriteAsync(
                _ =>
                {
                    reached.Set();
                    _open.Wait(Patience);
                    return Task.CompletedTask;
                },
                CancellationToken.None);
            Assert.True(reached.Wait(Patience));
        }

        public static Gate Close(SqliteFixture fixture) => new(fixture);

        public async Task OpenAsync()
        {
            _open.Set();
            await _held.WaitAsync(Patience);
        }

        public void Dispose() => _open.Set();
    }
}
