using Dapper;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Ledger;
using Dhmad.Storage.Escrows;
using Dhmad.Storage.Postgres;
using Dhmad.Testing.Postgres;
using Npgsql;

namespace Dhmad.Storage.Tests.Postgres;

/// <summary>Group commit: what waits is written together, and still each item stands for itself.</summary>
public sealed class CommitQueueTests
{
    [PostgresFact]
    public async Task What_waits_is_written_in_one_transaction()
    {
        await using var fixture = await OpenAsync();
        var held = await HeldBatch.CloseAsync(fixture);
        var commits = CreateMany(fixture, 100);
        await held.OpenAsync();
        Assert.All(await Task.WhenAll(commits), outcome => Assert.Equal(CommitOutcome.Done, outcome));
        Assert.Equal(1 + 1, held.Writer.Transactions);
    }

    [PostgresFact]
    public async Task A_batch_has_a_greatest_number_of_items()
    {
        await using var fixture = await OpenAsync(options => options with { MaxBatchItems = 10 });
        var held = await HeldBatch.CloseAsync(fixture);
        var commits = CreateMany(fixture, 95);
        await held.OpenAsync();
        await Task.WhenAll(commits);
        Assert.Equal(1 + 10, held.Writer.Transactions);
    }

    [PostgresFact]
    public async Task A_batch_has_a_greatest_size_unless_one_item_alone_is_larger()
    {
        await using var fixture = await OpenAsync(options => options with { MaxBatchBytes = 1 });
        var held = await HeldBatch.CloseAsync(fixture);
        var commits = CreateMany(fixture, 5);
        await held.OpenAsync();
        await Task.WhenAll(commits);
        Assert.Equal(1 + 5, held.Writer.Transactions);
    }

    [PostgresFact]
    public async Task Of_two_debits_of_one_balance_in_one_batch_one_fails()
    {
        await using var fixture = await OpenAsync();
        var (first, second) = (fixture.NewLife(), fixture.NewLife());
        await fixture.CommitAsync(first.Create(), second.Create());
        await fixture.TopUpAsync("sami", Life.Amount + 1);
        var held = await HeldBatch.CloseAsync(fixture);
        var wins = Commit(fixture, first.Pay(walletOf: "sami"));
        var loses = Commit(fixture, second.Pay(walletOf: "sami"));
        await held.OpenAsync();
        Assert.Equal(CommitOutcome.Done, await wins);
        Assert.Equal(CommitOutcome.BalanceTooLow, await loses);
        Assert.Equal(2 + 1 + 1, held.Writer.Transactions);
        Assert.Equal(1, await fixture.BalanceAsync(AccountKind.Available, "sami"));
        Assert.Equal(0, await fixture.BalanceAsync(AccountKind.Held, second.Escrow.Id));
        await ProofHolds.OnAsync(fixture);
    }

    [PostgresFact]
    public async Task Two_commits_of_one_version_that_wait_together_conflict()
    {
        await using var fixture = await OpenAsync();
        var life = fixture.NewLife();
        await fixture.CommitAsync(life.Create());
        var pending = life.Escrow;
        var held = await HeldBatch.CloseAsync(fixture);
        var others = CreateMany(fixture, 3);
        var wins = Commit(fixture, life.Cancel());
        life.Escrow = pending;
        var loses = Commit(fixture, life.Pay());
        await held.OpenAsync();
        Assert.Equal(CommitOutcome.Done, await wins);
        Assert.Equal(CommitOutcome.Conflict, await loses);
        Assert.All(await Task.WhenAll(others), outcome => Assert.Equal(CommitOutcome.Done, outcome));
        await ProofHolds.OnAsync(fixture);
    }

    [PostgresFact]
    public async Task Commits_that_follow_each_other_may_wait_together()
    {
        await using var fixture = await OpenAsync();
        var life = fixture.NewLife();
        var held = await HeldBatch.CloseAsync(fixture);
        Task<CommitOutcome>[] commits =
            [Commit(fixture, life.Create()), Commit(fixture, life.Pay()), Commit(fixture, life.Deliver())];
        await held.OpenAsync();
        Assert.All(await Task.WhenAll(commits), outcome => Assert.Equal(CommitOutcome.Done, outcome));
    }

    [PostgresFact]
    public async Task A_commit_that_breaks_a_constraint_fails_alone()
    {
        await using var fixture = await OpenAsync();
        var held = await HeldBatch.CloseAsync(fixture);
        var before = CreateMany(fixture, 9);
        var life = fixture.NewLife();
        life.Escrow = life.Escrow with { Id = "too-short" };
        var guilty = Commit(fixture, life.Create());
        var after = CreateMany(fixture, 3);
        await held.OpenAsync();
        Assert.All(await Task.WhenAll([.. before, .. after]), outcome => Assert.Equal(CommitOutcome.Done, outcome));
        await Assert.ThrowsAsync<PostgresException>(() => guilty);
        Assert.DoesNotContain("too-short", await fixture.ContentsAsync(), StringComparison.Ordinal);
        await ProofHolds.OnAsync(fixture);
    }

    [PostgresFact]
    public async Task A_reference_to_nothing_fails_its_commit_alone()
    {
        await using var fixture = await OpenAsync();
        var life = fixture.NewLife();
        await fixture.CommitAsync(life.Create());
        var held = await HeldBatch.CloseAsync(fixture);
        var others = CreateMany(fixture, 5);
        var paid = life.Pay();
        var guilty = Commit(fixture, paid with { Ledger = paid.Ledger! with { PaymentId = "of-nobody" } });
        await held.OpenAsync();
        Assert.All(await Task.WhenAll(others), outcome => Assert.Equal(CommitOutcome.Done, outcome));
        await Assert.ThrowsAsync<PostgresException>(() => guilty);
        await ProofHolds.OnAsync(fixture);
    }

    [PostgresFact]
    public async Task A_commit_that_contradicts_the_books_fails_alone()
    {
        await using var fixture = await OpenAsync();
        var life = fixture.NewLife();
        await fixture.CommitAsync(life.Create());
        var held = await HeldBatch.CloseAsync(fixture);
        var others = CreateMany(fixture, 5);
        var guilty = Commit(
            fixture, life.Commit(life.Escrow with { Status = EscrowStatus.Paid }, "escrow.status.updated"));
        await held.OpenAsync();
        Assert.All(await Task.WhenAll(others), outcome => Assert.Equal(CommitOutcome.Done, outcome));
        await Assert.ThrowsAsync<InvariantBrokenException>(() => guilty);
        Assert.Equal(1 + 1 + 1, held.Writer.Transactions);
        await ProofHolds.OnAsync(fixture);
    }

    [PostgresFact]
    public async Task A_commit_whose_row_somebody_holds_fails_alone()
    {
        await using var fixture = await OpenAsync(
            options => options with { CommandTimeout = TimeSpan.FromSeconds(2) });
        var life = fixture.NewLife();
        await fixture.CommitAsync(life.Create());
        await using var other = new NpgsqlConnection(fixture.ConnectionString);
        await other.OpenAsync();
        await using (await other.BeginTransactionAsync())
        {
            await other.ExecuteAsync("SELECT id FROM escrows WHERE id = @Id FOR UPDATE", new { life.Escrow.Id });
            var held = await HeldBatch.CloseAsync(fixture);
            var others = CreateMany(fixture, 5);
            var blocked = Commit(fixture, life.Pay());
            await held.OpenAsync();
            Assert.All(await Task.WhenAll(others), outcome => Assert.Equal(CommitOutcome.Done, outcome));
            var failure = await Assert.ThrowsAsync<DatabaseUnavailableException>(() => blocked);
            Assert.Equal("The database takes too long.", failure.Message);
        }

        Assert.Equal(1, (await new EscrowStore(fixture.Database).LoadAsync(life.Escrow.Id, default))!.Version);
        await ProofHolds.OnAsync(fixture);
    }

    [PostgresFact]
    public async Task A_full_queue_pushes_back_and_takes_more_when_it_has_room()
    {
        await using var fixture = await OpenAsync(options => options with { MaxWaiting = 3 });
        var held = await HeldBatch.CloseAsync(fixture);
        var waiting = CreateMany(fixture, 3);
        var refused = fixture.NewLife();
        var failure = await Assert.ThrowsAsync<DatabaseUnavailableException>(() => Commit(fixture, refused.Create()));
        Assert.Equal("Too many writes are waiting for the database.", failure.Message);
        await held.OpenAsync();
        await Task.WhenAll(waiting);
        Assert.Null(await new EscrowStore(fixture.Database).LoadAsync(refused.Escrow.Id, CancellationToken.None));
        await fixture.CommitAsync(fixture.NewLife().Create());
    }

    [PostgresFact]
    public async Task A_caller_that_gives_up_while_waiting_writes_nothing()
    {
        await using var fixture = await OpenAsync();
        var held = await HeldBatch.CloseAsync(fixture);
        using var patience = new CancellationTokenSource();
        var (given, kept) = (fixture.NewLife(), fixture.NewLife());
        var abandoned = fixture.Database.CommitAsync(given.Create(), patience.Token);
        var other = Commit(fixture, kept.Create());
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => abandoned);
        await held.OpenAsync();
        Assert.Equal(CommitOutcome.Done, await other);
        Assert.Null(await new EscrowStore(fixture.Database).LoadAsync(given.Escrow.Id, CancellationToken.None));
    }

    [PostgresFact]
    public async Task A_caller_that_gives_up_too_late_gets_the_outcome()
    {
        await using var fixture = await OpenAsync();
        using var patience = new CancellationTokenSource();
        fixture.Postgres.Queue.Writers[0].AtPoint =
            point => point == CommitPoint.BeforeCommit ? patience.CancelAsync() : Task.CompletedTask;
        Assert.Equal(
            CommitOutcome.Done, await fixture.Database.CommitAsync(fixture.NewLife().Create(), patience.Token));
    }

    [PostgresFact]
    public async Task Closing_writes_what_waits_and_takes_nothing_more()
    {
        await using var fixture = await OpenAsync();
        var held = await HeldBatch.CloseAsync(fixture);
        var life = fixture.NewLife();
        var waiting = Commit(fixture, life.Create());
        var closing = fixture.Postgres.DisposeAsync().AsTask();
        var failure = await Assert.ThrowsAsync<DatabaseUnavailableException>(
            () => Commit(fixture, fixture.NewLife().Create()));
        Assert.Equal("The database is closing.", failure.Message);
        await held.OpenAsync();
        Assert.Equal(CommitOutcome.Done, await waiting);
        await closing.WaitAsync(HeldBatch.Patience);
        await fixture.ReopenAsync();
        Assert.NotNull(await new EscrowStore(fixture.Database).LoadAsync(life.Escrow.Id, CancellationToken.None));
    }

    [PostgresFact]
    public async Task Commits_of_many_escrows_at_once_all_hold()
    {
        await using var fixture = await PostgresFixture.OpenAsync();
        var lives = Enumerable.Range(0, 64).Select(_ => fixture.NewLife()).ToArray();
        await Task.WhenAll(lives.Select(life => Task.Run(async () =>
        {
            foreach (var make in (Func<EscrowCommit>[])[life.Create, () => life.Pay(), life.Deliver, life.Complete])
                await fixture.CommitAsync(make());
        })));
        Assert.Equal(64 * Life.EscrowFee, await fixture.BalanceAsync(AccountKind.PlatformFees, ""));
        var transactions = fixture.Postgres.Queue.Writers.Sum(writer => writer.Transactions);
        Assert.InRange(transactions, 4, 128);
        await ProofHolds.OnAsync(fixture);
    }

    /// <summary>New parties' balances are made by both committers at once, and in any order.</summary>
    [PostgresFact]
    public async Task Releases_to_the_same_new_parties_at_once_all_count()
    {
        await using var fixture = await PostgresFixture.OpenAsync();
        var lives = Enumerable.Range(0, 48).Select(_ => fixture.NewLife()).ToArray();
        for (var index = 0; index < lives.Length; index++)
        {
            var (seller, fees) = (lives[index % 8].Escrow.Seller, lives[7 - (index % 8)].Escrow.Seller.Id);
            lives[index].Escrow = lives[index].Escrow with { Seller = seller, DeveloperFeeUserId = fees };
        }

        foreach (var life in lives) await fixture.CommitAsync(life.Create(), life.Pay(), life.Deliver());
        var completed = lives.Select(life => life.Complete()).ToArray();
        await Task.WhenAll(completed.Select(commit => Task.Run(() => fixture.CommitAsync(commit))));
        foreach (var life in lives[..8])
        {
            var balance = await fixture.BalanceAsync(AccountKind.Available, life.Escrow.Seller.Id!);
            Assert.Equal(6 * (Life.Net + Life.DeveloperFee), balance);
        }

        await ProofHolds.OnAsync(fixture);
    }

    private static Task<PostgresFixture> OpenAsync(Func<PostgresOptions, PostgresOptions>? with = null) =>
        PostgresFixture.OpenAsync(with: options => (with?.Invoke(options) ?? options) with { Committers = 1 });

    private static Task<CommitOutcome>[] CreateMany(PostgresFixture fixture, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => Commit(fixture, fixture.NewLife().Create()))];

    private static Task<CommitOutcome> Commit(PostgresFixture fixture, EscrowCommit commit) =>
        fixture.Database.CommitAsync(commit, CancellationToken.None);
}
