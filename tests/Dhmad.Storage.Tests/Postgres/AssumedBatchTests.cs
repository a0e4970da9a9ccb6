using Dhmad.Domain.Escrows;
using Dhmad.Domain.Ledger;
using Dhmad.Domain.Payments;
using Dhmad.Storage.Postgres;
using Dhmad.Testing.Postgres;

namespace Dhmad.Storage.Tests.Postgres;

/// <summary>
/// Batches are written as if every row were as its commit takes it to be. Where that holds nothing is asked; where it does
/// not, nothing of the batch is written before each commit was judged.
/// </summary>
public sealed class AssumedBatchTests
{
    private const string Fees = "a-developer";

    [PostgresFact]
    public async Task What_follows_the_rows_is_never_judged()
    {
        await using var fixture = await OpenAsync();
        var lives = Enumerable.Range(0, 12).Select(_ => NewLife(fixture)).ToArray();
        foreach (var life in lives) await fixture.TopUpAsync(life.Escrow.Seller.Id!, 1);
        await fixture.TopUpAsync(Fees, 1);
        Func<Life, EscrowCommit>[] steps =
            [life => life.Create(), life => life.Pay(), life => life.Deliver(), life => life.Complete()];
        foreach (var step in steps)
        {
            var held = await HeldBatch.CloseAsync(fixture);
            var commits = lives.Select(life => CommitAsync(fixture, step(life))).ToArray();
            await held.OpenAsync();
            Assert.All(await Task.WhenAll(commits), outcome => Assert.Equal(CommitOutcome.Done, outcome));
        }

        Assert.Equal((2 * steps.Length, 0), (Writer(fixture).Transactions, Writer(fixture).Refusals));
        Assert.Equal(1 + (12 * Life.DeveloperFee), await fixture.BalanceAsync(AccountKind.Available, Fees));
        await ProofHolds.OnAsync(fixture);
    }

    [PostgresFact]
    public async Task Who_never_had_money_gets_it_when_the_batch_was_judged()
    {
        await using var fixture = await OpenAsync();
        var lives = Enumerable.Range(0, 3).Select(_ => NewLife(fixture)).ToArray();
        foreach (var life in lives) await fixture.CommitAsync(life.Create(), life.Pay(), life.Deliver());
        Assert.Equal(0, Writer(fixture).Refusals);
        await fixture.CommitAsync(lives[0].Complete());
        Assert.Equal(1, Writer(fixture).Refusals);
        await fixture.TopUpAsync(lives[1].Escrow.Seller.Id!, 1);
        await fixture.CommitAsync(lives[1].Complete());
        Assert.Equal(1, Writer(fixture).Refusals);
        Assert.Equal(Life.Net, await fixture.BalanceAsync(AccountKind.Available, lives[0].Escrow.Seller.Id!));
        Assert.Equal(1 + Life.Net, await fixture.BalanceAsync(AccountKind.Available, lives[1].Escrow.Seller.Id!));
        await ProofHolds.OnAsync(fixture);
    }

    [PostgresFact]
    public async Task An_escrow_that_this_process_never_met_is_judged_and_then_known()
    {
        await using var fixture = await OpenAsync();
        var life = NewLife(fixture);
        await fixture.CommitAsync(life.Create());
        await fixture.ReopenAsync(options => options with { Committers = 1 });
        await fixture.CommitAsync(life.Pay(), life.Deliver());
        Assert.Equal((2, 0), (Writer(fixture).Transactions, Writer(fixture).Refusals));
        await ProofHolds.OnAsync(fixture);
    }

    /// <summary>One statement refuses, and those before it were for other commits of the batch.</summary>
    [PostgresTheory]
    [InlineData("version", CommitOutcome.Conflict)]
    [InlineData("session", CommitOutcome.SessionNotPending)]
    [InlineData("payment", CommitOutcome.Conflict)]
    [InlineData("balance", CommitOutcome.BalanceTooLow)]
    [InlineData("nobody", CommitOutcome.BalanceTooLow)]
    public async Task One_commit_that_does_not_follow_costs_the_others_nothing(string what, CommitOutcome expected)
    {
        await using var fixture = await OpenAsync();
        var (life, others) = (NewLife(fixture), Enumerable.Range(0, 5).Select(_ => NewLife(fixture)).ToArray());
        await fixture.CommitAsync(life.Create());
        await fixture.TopUpAsync("sami", Life.Amount - 1);
        foreach (var other in others) await fixture.CommitAsync(other.Create());
        var guilty = what switch
        {
            "version" => Skipping(life),
            "session" => life.Pay() with { CompletedSession = fixture.Ids.NewUuid() },
            "payment" => life.Pay() with
            {
                Payment = new PaymentChange(Some.Payment(fixture, life.Escrow), PaymentStatus.Challenged),
            },
            "balance" => life.Pay(walletOf: "sami"),
            _ => life.Pay(walletOf: "nobody"),
        };
        var held = await HeldBatch.CloseAsync(fixture);
        var before = others[..2].Select(other => CommitAsync(fixture, other.Pay())).ToArray();
        var refused = CommitAsync(fixture, guilty);
        var after = others[2..].Select(other => CommitAsync(fixture, other.Pay())).ToArray();
        await held.OpenAsync();
        Assert.Equal(expected, await refused);
        Assert.All(await Task.WhenAll([.. before, .. after]), outcome => Assert.Equal(CommitOutcome.Done, outcome));
        Assert.Equal(1, Writer(fixture).Refusals);
        Assert.Equal(0, await fixture.BalanceAsync(AccountKind.Held, life.Escrow.Id));
        await ProofHolds.OnAsync(fixture);
    }

    [Fact]
    public void Numbers_of_escrows_are_kept_while_they_are_used_and_not_for_ever()
    {
        const int many = 40_000;
        var numbers = new EscrowNumbers();
        numbers.Learn("used", 1);
        numbers.Learn("not used", 2);
        for (var number = 0; number < 3 * many; number++)
        {
            numbers.Learn($"escrow {number}", number);
            if (number % 1_000 == 0) Assert.True(numbers.TryFind("used", out _));
        }

        Assert.True(numbers.TryFind("used", out var used));
        Assert.Equal(1, used);
        Assert.True(numbers.TryFind($"escrow {(3 * many) - 1}", out var last));
        Assert.Equal((3 * many) - 1, last);
        Assert.False(numbers.TryFind("not used", out _));
        Assert.False(numbers.TryFind("escrow 0", out _));
    }

    private static Task<PostgresFixture> OpenAsync() =>
        PostgresFixture.OpenAsync(with: options => options with { Committers = 1 });

    private static BatchWriter Writer(PostgresFixture fixture) => fixture.Postgres.Queue.Writers.Single();

    private static Life NewLife(PostgresFixture fixture)
    {
        var life = fixture.NewLife();
        life.Escrow = life.Escrow with { DeveloperFeeUserId = Fees };
        return life;
    }

    private static EscrowCommit Skipping(Life life)
    {
        life.Touch();
        return life.Pay();
    }

    private static Task<CommitOutcome> CommitAsync(PostgresFixture fixture, EscrowCommit commit) =>
        fixture.Database.CommitAsync(commit, CancellationToken.None);
}
