using Dhmad.Domain;
using Dhmad.Domain.Checkout;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Payments;
using Dhmad.Grains.Escrows;

namespace Dhmad.Grains.Checkout;

/// <summary>What a submission is told before the escrow is asked, and how every answer is made.</summary>
public sealed partial class CheckoutSessionGrain
{
    /// <summary>A submission that was committed, or reached a rail, says the same again for ever.</summary>
    private async Task<SubmissionAnswer?> KnownAsync(CheckoutSession session, Guid submissionId)
    {
        if (await store.SubmissionAsync(Id, submissionId, CancellationToken.None) is not { } known) return null;
        var payment = known.PaymentId is null
            ? null
            : await payments.LoadAsync(known.PaymentId, CancellationToken.None);
        return known.Outcome switch
        {
            SubmissionOutcome.Completed => await AnswerAsync(SubmissionResult.Completed, session, payment: payment),
            SubmissionOutcome.Challenged => await AnswerAsync(SubmissionResult.Challenge, session, payment: payment),
            SubmissionOutcome.Declined =>
                await AnswerAsync(SubmissionResult.Refused, session, RefusalOf(known), payment),
            // The answer to a card check was lost on its way: the check is asked again.
            SubmissionOutcome.Started when payment is { Status: PaymentStatus.Challenged } && !session.UnderReview =>
                await AnswerAsync(SubmissionResult.Challenge, session, payment: payment),
            _ => await AnswerAsync(SubmissionResult.BeingChecked, session, payment: payment),
        };
    }

    /// <summary>What the session itself says to a new submission; null while it is open.</summary>
    private async Task<SubmissionAnswer?> StandingAsync(CheckoutSession session) =>
        session.StatusAt(NowOf(session)) switch
        {
            SessionStatus.Completed => await AnswerAsync(SubmissionResult.AlreadyCompleted, session),
            SessionStatus.Cancelled => await AnswerAsync(SubmissionResult.SessionCancelled, session),
            SessionStatus.Expired => await AnswerAsync(SubmissionResult.SessionExpired, session),
            _ => session.UnderReview ? await AnswerAsync(SubmissionResult.UnderReview, session) : null,
        };

    private static Refusal RefusalOf(SubmissionRecord known) =>
        RefusalCodes.Find(known.Code ?? "") ?? RefusalCodes.PaymentDeclined;

    private static SubmissionResult ResultOf(PaymentDuty duty) => duty switch
    {
        PaymentDuty.Nothing => SubmissionResult.Completed,
        PaymentDuty.VoidFirst => SubmissionResult.VoidFirst,
        _ => SubmissionResult.AskRail,
    };

    private async Task<SubmissionAnswer> AnswerAsync(
        SubmissionResult result, CheckoutSession session, Refusal? refusal = null, Payment? payment = null) =>
        new(result, await ViewAsync(session), refusal, payment);

    private async Task<SessionView> ViewAsync(CheckoutSession session)
    {
        var now = NowOf(session);
        var status = session.StatusAt(now);
        var challenged = session.Action == EscrowAction.AcceptPay && status == SessionStatus.Pending
            ? await payments.ChallengedAsync(Id, CancellationToken.None)
            : null;
        return new SessionView(session with { Status = status }, now, challenged?.Id);
    }
}
