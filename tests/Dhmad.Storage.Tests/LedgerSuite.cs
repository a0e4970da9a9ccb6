using Dhmad.Domain.Escrows;
using Dhmad.Domain.Ledger;
using Dhmad.Domain.Payments;
using Dhmad.Storage.Ledger;
using Dhmad.Storage.Payments;

namespace Dhmad.Storage.Tests;

/// <summary>Money outside an escrow's commit, and payments that change alone.</summary>
public abstract class LedgerSuite : StoreSuite
{
    private static readonly LedgerAccount Wallet = new(AccountKind.Available, "sami");
    private static readonly LedgerAccount Pending = new(AccountKind.PayoutPending, "sami");
    private static readonly LedgerAccount Rail = new(AccountKind.RailClearing, "manual_transfer");
    private static readonly LedgerAccount Fees = new(AccountKind.PlatformFees, "");

    [SkippableFact]
    public async Task Money_moves_between_the_accounts_of_a_user()
    {
        await using var fixture = await OpenAsync();
        await fixture.TopUpAsync("sami", 500);
        Assert.Equal(CommitOutcome.Done, await PostAsync(fixture, Movement.PayoutRequested, Wallet, Pending, 200));
        Assert.Equal(CommitOutcome.Done, await PostAsync(fixture, Movement.PayoutPaid, Pending, Rail, 150));
        Assert.Equal(
            (300, 50, 150),
            (await BalanceAsync(fixture, Wallet), await BalanceAsync(fixture, Pending), await BalanceAsync(fixture, Rail)));
        await ProofHolds.OnAsync(fixture);
    }

    [SkippableFact]
    public async Task A_debit_beyond_the_balance_is_refused_and_leaves_no_trace()
    {
        await using var fixture = await OpenAsync();
        await fixture.TopUpAsync("sami", 500);
        var before = await fixture.ContentsAsync();
        Assert.Equal(CommitOutcome.BalanceTooLow, await PostAsync(fixture, Movement.PayoutRequested, Wallet, Pending, 501));
        Assert.Equal(CommitOutcome.BalanceTooLow, await PostAsync(fixture, Movement.FeesWithdrawn, Fees, Rail, 1));
        Assert.Equal(before, await fixture.ContentsAsync());
    }

    [SkippableFact]
    public async Task Platform_fees_are_withdrawn_up_to_their_sum()
    {
        await using var fixture = await OpenAsync();
        var life = fixture.NewLife();
        await fixture.CommitAsync(life.Create(), life.Pay(), life.Deliver(), life.Complete());
        Assert.Equal(
            CommitOutcome.BalanceTooLow,
            await PostAsync(fixture, Movement.FeesWithdrawn, Fees, Rail, Life.EscrowFee + 1));
        Assert.Equal(CommitOutcome.Done, await PostAsync(fixture, Movement.FeesWithdrawn, Fees, Rail, Life.EscrowFee));
        Assert.Equal(0, await BalanceAsync(fixture, Fees));
        await ProofHolds.OnAsync(fixture);
    }

    [SkippableFact]
    public async Task Only_an_escrows_own_commit_touches_what_it_holds()
    {
        await using var fixture = await OpenAsync();
        var life = fixture.NewLife();
        await fixture.CommitAsync(life.Create(), life.Pay());
        var held = new LedgerAccount(AccountKind.Held, life.Escrow.Id);
        await Assert.ThrowsAsync<InvariantBrokenException>(() => PostAsync(fixture, Movement.Claim, held, Wallet, 1));
        await Assert.ThrowsAsync<InvariantBrokenException>(() => new LedgerStore(fixture.Database).PostAsync(
            new("t", Movement.TopUp, DatabaseFixture.Start, [new(Rail, -2), new(Wallet, 1)]), CancellationToken.None));
        await ProofHolds.OnAsync(fixture);
    }

    [SkippableFact]
    public async Task An_account_nobody_used_has_nothing()
    {
        await using var fixture = await OpenAsync();
        Assert.Equal(0, await BalanceAsync(fixture, Wallet));
        Assert.Equal(0, await BalanceAsync(fixture, Rail));
    }

    [SkippableFact]
    public async Task A_late_payment_is_credited_with_its_money_or_not_at_all()
    {
        await using var fixture = await OpenAsync();
        var life = fixture.NewLife();
        await fixture.CommitAsync(life.Create());
        var payment = Some.Payment(fixture, life.Escrow);
        var store = new PaymentStore(fixture.Database);
        Assert.Equal(CommitOutcome.Done, await store.ChangeAsync(new(payment, null), null, CancellationToken.None));
        var guest = new LedgerAccount(AccountKind.Unclaimed, payment.Payer.Email);
        var rail = new LedgerAccount(AccountKind.RailClearing, payment.Rail);
        var late = new LedgerTransaction(
            fixture.Ids.NewId(DatabaseFixture.Start), Movement.LatePayment, DatabaseFixture.Start,
            [new(rail, -payment.AmountTnd), new(guest, payment.AmountTnd)], PaymentId: payment.Id);
        var credited = payment with { Status = PaymentStatus.Credited, CheckAt = null };
        Assert.Equal(
            CommitOutcome.Conflict,
            await store.ChangeAsync(new(credited, PaymentStatus.Rejected), late, CancellationToken.None));
        Assert.Equal(0, await BalanceAsync(fixture, guest));
        Assert.Equal(
            CommitOutcome.Done, await store.ChangeAsync(new(credited, PaymentStatus.Started), late, CancellationToken.None));
        Assert.Equal(payment.AmountTnd, await BalanceAsync(fixture, guest));
        Assert.Equal(credited, await store.LoadAsync(payment.Id, CancellationToken.None));
        await ProofHolds.OnAsync(fixture);
    }

    [SkippableFact]
    public async Task Payments_are_found_when_their_rail_is_to_be_asked()
    {
        await using var fixture = await OpenAsync();
        var (first, second) = (fixture.NewLife(), fixture.NewLife());
        await fixture.CommitAsync(first.Create(), second.Create());
        var store = new PaymentStore(fixture.Database);
        var started = Some.Payment(fixture, first.Escrow);
        var challenged = Some.Payment(fixture, second.Escrow) with
        {
            Status = PaymentStatus.Challenged, CheckAt = started.CheckAt!.Value.AddMinutes(-1),
        };
        foreach (var payment in new[] { started, challenged })
            await store.ChangeAsync(new(payment, null), null, CancellationToken.None);
        Assert.Equal([challenged], await store.DueAsync(challenged.CheckAt!.Value, 0, 10, CancellationToken.None));
        Assert.Equal([challenged, started], await store.DueAsync(started.CheckAt!.Value, 0, 10, CancellationToken.None));
        Assert.Equal(
            challenged, await store.ChallengedAsync(Guid.Parse(challenged.SessionId), CancellationToken.None));
        Assert.Null(await store.ChallengedAsync(Guid.Parse(started.SessionId), CancellationToken.None));
    }

    private static Task<CommitOutcome> PostAsync(
        DatabaseFixture fixture, Movement movement, LedgerAccount from, LedgerAccount to, long amountTnd) =>
        new LedgerStore(fixture.Database).PostAsync(
            new LedgerTransaction(
                fixture.Ids.NewId(DatabaseFixture.Start), movement, DatabaseFixture.Start,
                [new(from, -amountTnd), new(to, amountTnd)]),
            CancellationToken.None);

    private static Task<long> BalanceAsync(DatabaseFixture fixture, LedgerAccount account) =>
        fixture.BalanceAsync(account.Kind, account.Owner);
}
