using Dhmad.Domain;
using Dhmad.Domain.Checkout;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Ledger;
using Dhmad.Domain.Payments;
using Dhmad.Grains.Checkout;
using Dhmad.Storage.Ledger;
using Dhmad.Testing;

namespace Dhmad.Grains.Tests;

/// <summary>Practice cards and wallets, as the sandbox promises them.</summary>
public sealed class PaymentTests : ClusterTest
{
    [Theory]
    [InlineData(SandboxCardBehaviour.Declined)]
    [InlineData(SandboxCardBehaviour.NotEnoughMoney)]
    [InlineData(SandboxCardBehaviour.Expired)]
    public async Task A_declined_card_leaves_the_session_open_for_another(SandboxCardBehaviour card)
    {
        var (life, session) = await OpenAsync();
        var id = Guid.NewGuid();
        for (var times = 0; times < 2; times++)
        {
            var declined = await session.PayAsync(card, submissionId: id);
            Assert.Equal((SubmissionResult.Refused, "PAYMENT_DECLINED"), (declined.Result, declined.Refusal?.Code));
        }

        Assert.Equal(SubmissionResult.Completed, (await session.PayAsync()).Result);
        Assert.Equal((EscrowStatus.Paid, "sandbox_card"), await PaidWithAsync(life));
    }

    [Fact]
    public async Task A_card_check_that_is_passed_pays()
    {
        var (life, session) = await OpenAsync();
        var asked = await session.PayAsync(SandboxCardBehaviour.AsksCheck);
        Assert.Equal(SubmissionResult.Challenge, asked.Result);
        Assert.Equal(asked.Payment!.Id, (await session.Grain.Read())!.ChallengedPaymentId);

        Assert.Equal(SubmissionResult.Completed, (await session.AnswerCheckAsync("123456")).Result);
        Assert.Equal((EscrowStatus.Paid, "sandbox_card"), await PaidWithAsync(life));
        Assert.Equal(SessionStatus.Completed, await session.StatusAsync());
    }

    [Fact]
    public async Task A_refused_card_check_declines_at_once()
    {
        var (_, session) = await OpenAsync();
        await session.PayAsync(SandboxCardBehaviour.AsksCheck);
        Assert.Equal("PAYMENT_DECLINED", (await session.AnswerCheckAsync("000000")).Refusal?.Code);
        Assert.Null((await session.Grain.Read())!.ChallengedPaymentId);
    }

    [Fact]
    public async Task The_third_wrong_code_declines_and_a_repeated_one_counts_once()
    {
        var (_, session) = await OpenAsync();
        await session.PayAsync(SandboxCardBehaviour.AsksCheck);
        var first = Guid.NewGuid();
        Assert.Equal("CHALLENGE_FAILED", (await session.AnswerCheckAsync("1", first)).Refusal?.Code);
        Assert.Equal("CHALLENGE_FAILED", (await session.AnswerCheckAsync("1", first)).Refusal?.Code);
        Assert.Equal("CHALLENGE_FAILED", (await session.AnswerCheckAsync("2")).Refusal?.Code);
        Assert.Equal("PAYMENT_DECLINED", (await session.AnswerCheckAsync("3")).Refusal?.Code);
        Assert.Equal(SubmissionResult.Completed, (await session.PayAsync()).Result);
    }

    [Fact]
    public async Task Another_card_voids_the_one_whose_check_is_open()
    {
        var (life, session) = await OpenAsync();
        var asked = await session.PayAsync(SandboxCardBehaviour.AsksCheck);
        Assert.Equal(SubmissionResult.Completed, (await session.PayAsync()).Result);
        Assert.Equal(PaymentStatus.Voided, await StatusOfAsync(asked.Payment!.Id));
        Assert.Equal(100_000, await life.BalanceAsync(AccountKind.Held));
    }

    [Fact]
    public async Task A_card_check_left_alone_is_voided_after_a_quarter_of_an_hour()
    {
        var (life, session) = await OpenAsync();
        var asked = await session.PayAsync(SandboxCardBehaviour.AsksCheck);
        Cluster.Time.Jump(TimeSpan.FromMinutes(15));
        await Sweep.SweepPaymentsAsync(CancellationToken.None);
        Assert.Equal(PaymentStatus.Voided, await StatusOfAsync(asked.Payment!.Id));
        Assert.Null((await life.NowAsync()).OpenPayment);
        Assert.Equal(SubmissionResult.Completed, (await session.PayAsync()).Result);
    }

    [Fact]
    public async Task A_card_whose_rail_is_silent_is_found_paid_after_a_minute()
    {
        var (life, session) = await OpenAsync();
        var id = Guid.NewGuid();
        Assert.Equal(
            SubmissionResult.BeingChecked,
            (await session.PayAsync(SandboxCardBehaviour.SilentThenSucceeds, submissionId: id)).Result);
        Assert.Equal(
            "PAYMENT_UNDER_REVIEW", (await life.TryOpenAsync(EscrowAction.AcceptPay, The.Buyer.Email)).Refusal?.Code);

        Cluster.Time.Jump(PaymentClock.LookUpAfter - TimeSpan.FromMilliseconds(1));
        await Sweep.SweepPaymentsAsync(CancellationToken.None);
        Assert.Equal(EscrowStatus.Pending, await life.StatusAsync());

        Cluster.Time.Jump(TimeSpan.FromMilliseconds(1));
        await Sweep.SweepPaymentsAsync(CancellationToken.None);
        Assert.Equal((EscrowStatus.Paid, "sandbox_card"), await PaidWithAsync(life));
        Assert.Equal(SessionStatus.Completed, await session.StatusAsync());
        var again = await session.PayAsync(SandboxCardBehaviour.SilentThenSucceeds, submissionId: id);
        Assert.Equal(SubmissionResult.Completed, again.Result);
    }

    [Fact]
    public async Task A_card_whose_rail_is_silent_is_found_declined_and_another_may_be_tried()
    {
        var (life, session) = await OpenAsync();
        var id = Guid.NewGuid();
        await session.PayAsync(SandboxCardBehaviour.SilentThenDeclined, submissionId: id);
        Cluster.Time.Jump(PaymentClock.LookUpAfter);
        await Sweep.SweepPaymentsAsync(CancellationToken.None);

        var repeated = await session.PayAsync(SandboxCardBehaviour.SilentThenDeclined, submissionId: id);
        Assert.Equal((SubmissionResult.Refused, "PAYMENT_DECLINED"), (repeated.Result, repeated.Refusal?.Code));
        Assert.Equal(SubmissionResult.Completed, (await session.PayAsync()).Result);
        Assert.Equal(100_000, await life.BalanceAsync(AccountKind.Held));
    }

    [Fact]
    public async Task A_session_whose_payment_was_checked_past_its_end_is_expired_by_its_own_time()
    {
        var (_, session) = await OpenAsync();
        Cluster.Time.Jump(TimeSpan.FromMinutes(29.5));
        await session.PayAsync(SandboxCardBehaviour.SilentThenDeclined);
        Cluster.Time.Jump(PaymentClock.LookUpAfter);
        await Sweep.SweepPaymentsAsync(CancellationToken.None);
        Assert.Equal(SessionStatus.Expired, await session.StatusAsync());
    }

    [Fact]
    public async Task Money_that_comes_after_the_escrow_was_cancelled_is_voided()
    {
        var (life, session) = await OpenAsync();
        await session.PayAsync(SandboxCardBehaviour.SilentThenSucceeds);
        Assert.Null((await life.CancelAsync()).Refusal);
        Cluster.Time.Jump(PaymentClock.LookUpAfter);
        await Sweep.SweepPaymentsAsync(CancellationToken.None);
        Assert.Equal((EscrowStatus.Cancelled, 0), (await life.StatusAsync(), await life.WalletAsync(The.Buyer)));
        Assert.Equal(SessionStatus.Cancelled, await session.StatusAsync());
    }

    [Fact]
    public async Task Money_that_comes_late_and_can_not_be_voided_is_credited_to_its_payer()
    {
        var (life, session) = await OpenAsync();
        var started = await session.PayAsync(SandboxCardBehaviour.SilentThenSucceedsForGood);
        Assert.Null((await life.CancelAsync()).Refusal);
        Cluster.Time.Jump(PaymentClock.LookUpAfter);
        await Sweep.SweepPaymentsAsync(CancellationToken.None);

        Assert.Equal(PaymentStatus.Credited, await StatusOfAsync(started.Payment!.Id));
        Assert.Equal((EscrowStatus.Cancelled, 100_000), (await life.StatusAsync(), await life.WalletAsync(The.Buyer)));
        Assert.Equal(-100_000, await life.BalanceAsync(AccountKind.RailClearing, "sandbox_card"));
    }

    [Fact]
    public async Task A_wallet_pays_what_it_holds_and_no_more()
    {
        var (life, session) = await OpenAsync();
        Assert.Equal("INSUFFICIENT_BALANCE", (await session.PayFromWalletAsync()).Refusal?.Code);
        await TopUpAsync(150_000);
        Assert.Equal(SubmissionResult.Completed, (await session.PayFromWalletAsync()).Result);
        Assert.Equal((50_000, 100_000), (await life.WalletAsync(The.Buyer), await life.BalanceAsync(AccountKind.Held)));
        Assert.Equal((EscrowStatus.Paid, "wallet"), await PaidWithAsync(life));
    }

    [Fact]
    public async Task A_wallet_that_pays_two_escrows_at_once_pays_one()
    {
        var lives = new[] { await OpenAsync(), await OpenAsync() };
        await TopUpAsync(150_000);
        var answers = await Task.WhenAll(lives.Select(one => one.Session.PayFromWalletAsync()));
        Assert.Equal(["INSUFFICIENT_BALANCE"], answers.Select(answer => answer.Refusal?.Code).OfType<string>());
        Assert.Equal(50_000, await lives[0].Life.WalletAsync(The.Buyer));
    }

    private async Task<(EscrowLife Life, SessionLife Session)> OpenAsync()
    {
        var life = await CreateAsync();
        return (life, await life.OpenAsync(EscrowAction.AcceptPay, The.Buyer));
    }

    private async Task TopUpAsync(long amountTnd)
    {
        var now = Cluster.Time.GetUtcNow();
        var id = Cluster.Get<IdSource>().NewId(now);
        var entries = Movements.TopUp(The.Buyer.Id!, "sandbox_card", amountTnd);
        await Cluster.Get<LedgerStore>().PostAsync(
            new LedgerTransaction(id, Movement.TopUp, now, entries), CancellationToken.None);
    }

    private async Task<PaymentStatus> StatusOfAsync(string paymentId) =>
        (await Cluster.Get<Storage.Payments.PaymentStore>().LoadAsync(paymentId, CancellationToken.None))!.Status;

    private static async Task<(EscrowStatus, string?)> PaidWithAsync(EscrowLife life)
    {
        var escrow = await life.NowAsync();
        return (escrow.Status, escrow.PaidWith);
    }
}
