using Dhmad.Domain.Checkout;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Payments;
using Dhmad.Grains.Checkout;
using Dhmad.Testing;

namespace Dhmad.Grains.Tests;

/// <summary>Every cell of the race table, and what competes beside it.</summary>
public sealed class SessionRaceTests : ClusterTest
{
    [Fact]
    public async Task A_completed_session_repeats_its_outcome_and_refuses_everything_else()
    {
        var life = await DeliveredAsync();
        var session = await life.OpenAsync(EscrowAction.Complete, The.Buyer);
        var id = Guid.NewGuid();
        Assert.Equal(SubmissionResult.Completed, (await session.SubmitAsync(The.Buyer, submissionId: id)).Result);
        var sequence = (await life.NowAsync()).Sequence;

        Assert.Equal(SubmissionResult.Completed, (await session.SubmitAsync(The.Buyer, submissionId: id)).Result);
        Assert.Equal(SubmissionResult.AlreadyCompleted, (await session.SubmitAsync(The.Buyer)).Result);
        await ExpectCancelRefusedAsync(session, "SESSION_ALREADY_COMPLETED");

        await Cluster.AdvanceAsync(TimeSpan.FromHours(1));
        Assert.Equal(SubmissionResult.Completed, (await session.SubmitAsync(The.Buyer, submissionId: id)).Result);
        Assert.Equal(SessionStatus.Completed, await session.StatusAsync());
        Assert.Equal(sequence, (await life.NowAsync()).Sequence);
    }

    [Fact]
    public async Task A_cancelled_session_stays_so_and_cancelling_again_says_the_same()
    {
        var session = await (await DeliveredAsync()).OpenAsync(EscrowAction.Complete, The.Buyer);
        Assert.Null((await session.Grain.CancelOnPage()).Refusal);

        Assert.Equal(SubmissionResult.SessionCancelled, (await session.SubmitAsync(The.Buyer)).Result);
        var again = await session.Grain.Cancel(The.DeveloperId, null);
        Assert.Equal((null, SessionCanceller.User), (again.Refusal, again.View!.Session.CancelledBy));
        Assert.Equal(200, again.Answer!.Status);
        await Cluster.AdvanceAsync(TimeSpan.FromHours(1));
        Assert.Equal(SessionStatus.Cancelled, await session.StatusAsync());
    }

    [Fact]
    public async Task An_expired_session_refuses_submissions_and_cancels()
    {
        var session = await (await DeliveredAsync()).OpenAsync(EscrowAction.Complete, The.Buyer);
        await Cluster.AdvanceAsync(CheckoutSession.Lifetime);
        Assert.Equal(SubmissionResult.SessionExpired, (await session.SubmitAsync(The.Buyer)).Result);
        await ExpectCancelRefusedAsync(session, "SESSION_ALREADY_EXPIRED");
    }

    [Fact]
    public async Task A_session_whose_payment_is_checked_waits_for_it()
    {
        var life = await CreateAsync();
        var session = await life.OpenAsync(EscrowAction.AcceptPay, The.Buyer);
        var id = Guid.NewGuid();
        var card = SandboxCardBehaviour.SilentThenSucceeds;
        Assert.Equal(SubmissionResult.BeingChecked, (await session.PayAsync(card, submissionId: id)).Result);

        Assert.Equal(SubmissionResult.BeingChecked, (await session.PayAsync(card, submissionId: id)).Result);
        Assert.Equal(SubmissionResult.UnderReview, (await session.PayAsync()).Result);
        await ExpectCancelRefusedAsync(session, "PAYMENT_UNDER_REVIEW");
        Cluster.Time.Jump(TimeSpan.FromHours(1));
        Assert.Equal(SessionStatus.Pending, await session.StatusAsync());
    }

    [Fact]
    public async Task Another_developer_can_not_cancel_a_session()
    {
        var session = await (await DeliveredAsync()).OpenAsync(EscrowAction.Complete, The.Buyer);
        var denied = await session.Grain.Cancel(The.BuyersDeveloperId, null);
        Assert.Equal(("SESSION_ACCESS_DENIED", null), (denied.Refusal?.Code, denied.View));
        Assert.Equal(SessionStatus.Pending, await session.StatusAsync());
    }

    [Fact]
    public async Task The_same_submission_twice_at_once_has_one_effect_and_one_outcome()
    {
        var life = await DeliveredAsync();
        var session = await life.OpenAsync(EscrowAction.Complete, The.Buyer);
        var id = Guid.NewGuid();
        var answers = await Task.WhenAll(
            session.SubmitAsync(The.Buyer, submissionId: id), session.SubmitAsync(The.Buyer, submissionId: id));
        Assert.All(answers, answer => Assert.Equal(SubmissionResult.Completed, answer.Result));
        Assert.Equal(95_000, await life.WalletAsync(The.Seller));
    }

    [Fact]
    public async Task Of_two_submissions_at_once_one_completes_and_the_other_is_told()
    {
        var life = await DeliveredAsync();
        var session = await life.OpenAsync(EscrowAction.Complete, The.Buyer);
        var answers = await Task.WhenAll(session.SubmitAsync(The.Buyer), session.SubmitAsync(The.Buyer));
        Assert.Equal(
            [SubmissionResult.Completed, SubmissionResult.AlreadyCompleted], answers.Select(answer => answer.Result).Order());
    }

    [Fact]
    public async Task Of_two_sessions_for_one_action_the_second_gets_the_refusal_of_the_rules()
    {
        var life = await CreateAsync();
        var (first, second) = (
            await life.OpenAsync(EscrowAction.AcceptPay, The.Buyer), await life.OpenAsync(EscrowAction.AcceptPay, The.Buyer));
        Assert.Equal(SubmissionResult.Completed, (await first.PayAsync()).Result);
        var late = await second.PayAsync();
        Assert.Equal((SubmissionResult.Refused, "PAYMENT_ALREADY_DONE"), (late.Result, late.Refusal?.Code));
        Assert.Equal(SessionStatus.Pending, await second.StatusAsync());
    }

    [Fact]
    public async Task A_session_and_an_api_call_at_once_leave_one_winner()
    {
        var life = await CreateAsync();
        var session = await life.OpenAsync(EscrowAction.AcceptPay, The.Buyer);
        var form = await session.PaymentAsync(Rails.SandboxCard, SandboxCardBehaviour.Succeeds);
        var paying = session.CallAsync(form);
        var cancelling = life.CancelAsync();
        var (paid, cancelled) = (await paying, await cancelling);

        var escrow = await life.NowAsync();
        var isPaid = paid.Result == SubmissionResult.Completed;
        Assert.Equal(isPaid ? EscrowStatus.Paid : EscrowStatus.Cancelled, escrow.Status);
        Assert.Equal(isPaid ? "CANCEL_INVALID_STATUS" : null, cancelled.Refusal?.Code);
        Assert.Equal(isPaid ? 100_000 : 0, await life.BalanceAsync(Domain.Ledger.AccountKind.Held));
    }

    [Fact]
    public async Task The_end_of_an_escrow_cancels_its_other_sessions()
    {
        var life = await DeliveredAsync();
        var (complete, dispute) = (
            await life.OpenAsync(EscrowAction.Complete, The.Buyer), await life.OpenAsync(EscrowAction.Dispute, The.Buyer));
        await complete.SubmitAsync(The.Buyer);

        var other = await dispute.NowAsync();
        Assert.Equal((SessionStatus.Cancelled, SessionCanceller.Escrow), (other.Status, other.CancelledBy));
        Assert.Equal(SessionStatus.Completed, await complete.StatusAsync());
        Assert.Equal(SubmissionResult.SessionCancelled, (await dispute.SubmitAsync(The.Buyer)).Result);
    }

    [Fact]
    public async Task Terms_that_changed_since_the_page_was_opened_are_looked_at_again()
    {
        var life = await CreateAsync();
        var session = await life.OpenAsync(EscrowAction.AcceptPay, The.Buyer);
        var form = await session.PaymentAsync(Rails.SandboxCard, SandboxCardBehaviour.Succeeds);
        var update = new ActionInput { Update = new TermsUpdate(Amount: 120) };
        Assert.Null((await life.TakeAsync(EscrowAction.Update, The.Developer, update)).Refusal);

        Assert.Equal("TERMS_CHANGED", (await session.CallAsync(form)).Refusal?.Code);
        Assert.Equal(SessionStatus.Pending, await session.StatusAsync());
        Assert.Equal(SubmissionResult.Completed, (await session.PayAsync()).Result);
    }

    private static async Task ExpectCancelRefusedAsync(SessionLife session, string code)
    {
        var before = await session.NowAsync();
        Assert.Equal(code, (await session.Grain.CancelOnPage()).Refusal?.Code);
        Assert.Equal(code, (await session.Grain.Cancel(The.DeveloperId, null)).Refusal?.Code);
        Assert.Equal(before.Status, await session.StatusAsync());
    }
}
