using Dhmad.Domain.Checkout;
using Dhmad.Domain.Escrows;

namespace Dhmad.Domain.Payments;

/// <summary>
/// Judges payments: when one may start, and what follows from the rail's answer. Pure. Every row it gives has the
/// <see cref="Payment.CheckAt"/> of <see cref="PaymentClock"/>.
/// </summary>
public static class PaymentDecider
{
    /// <summary>
    /// Judges <c>accept_pay</c> and makes the payment's row: <c>started</c>, before its rail is called, or for the
    /// wallet <c>succeeded</c> together with row 5.
    /// A challenged payment of the escrow must be voided first, either way.
    /// </summary>
    public static Result<PaymentStart> Start(
        Escrow escrow, Guid sessionId, Submission submission, DecisionContext context)
    {
        var payment = NewPayment(escrow, sessionId, submission, context);
        var request = new ActionRequest(
            EscrowAction.AcceptPay,
            new Caller(Door.Session, submission.Person),
            submission.Input with { Payment = payment });
        var question = Question.Of(escrow, request, JudgedAt.Taking, context);
        if (EscrowRefusals.Judge(question) is { } refusal) return refusal;
        if (escrow.OpenPayment is { Status: PaymentStatus.Challenged } open) return new PaymentStart(null, null, open);

        return payment.Status == PaymentStatus.Succeeded
            ? new PaymentStart(payment, null, null) { Decision = EscrowDecider.Judge(question).Value }
            : new PaymentStart(payment, PaymentOutcomes.WithOpen(escrow, payment), null);
    }

    /// <summary>
    /// Judges the card check step of a challenged payment: the row with one more try, still <c>challenged</c>.
    /// </summary>
    public static Result<Payment> Continue(Escrow escrow, Payment payment, DecisionContext context)
    {
        if (payment.Status != PaymentStatus.Challenged) return WhyNotChallenged(payment);
        if (PaymentOutcomes.WhyNotTaken(escrow, payment, context) is { } refusal) return refusal;
        var tried = payment with { ChallengeTries = payment.ChallengeTries + 1, UpdatedAt = context.Now };
        return tried with { CheckAt = PaymentClock.NextCheck(tried, isAsked: true, context.Now) };
    }

    /// <summary>
    /// What to commit when a rail said this of a payment. Settling a settled payment again changes nothing.
    /// </summary>
    /// <param name="escrow">As it is now.</param>
    /// <param name="payment">Its row now.</param>
    /// <param name="answer">
    /// <c>CannotVoid</c> means that the money has moved: row 5 if it still fits, else a late payment.
    /// <c>CHALLENGE_FAILED</c> leaves the payment challenged.
    /// </param>
    /// <param name="isSessionOpen">
    /// Whether its session is still pending; a payment of one that ended cannot be taken.
    /// </param>
    /// <param name="context">The escrow's clock, ids, settings.</param>
    public static PaymentSettlement Settle(
        Escrow escrow, Payment payment, RailAnswer answer, bool isSessionOpen, DecisionContext context)
    {
        if (!payment.IsOpen) return PaymentOutcomes.Settled(escrow, payment, context);
        var outcomes = new PaymentOutcomes(escrow, payment, context);
        var refusal = PaymentOutcomes.WhyNotTaken(escrow, payment, context)
            ?? (isSessionOpen ? null : PaymentOutcomes.SessionOver);
        return (answer.Outcome, refusal) switch
        {
            (RailOutcome.NoAnswer, _) => outcomes.Wait(),
            (RailOutcome.Declined, _) => outcomes.Decline(answer),
            (RailOutcome.Voided, _) => outcomes.Void(refusal),
            (RailOutcome.Succeeded or RailOutcome.CannotVoid, null) => outcomes.Take(),
            (RailOutcome.CannotVoid, _) => outcomes.CreditLate(refusal),
            (RailOutcome.Challenge, null) => outcomes.Change(PaymentStatus.Challenged, isAsked: false),
            (RailOutcome.UnderReview, null) => outcomes.Change(PaymentStatus.UnderReview, isAsked: false),
            (_, not null) => outcomes.AskToVoid(refusal),
            _ => throw new ArgumentOutOfRangeException(nameof(answer)),
        };
    }

    private static Payment NewPayment(
        Escrow escrow, Guid sessionId, Submission submission, DecisionContext context)
    {
        var choice = submission.Payment ?? throw new InvalidOperationException("A payment is started over a rail.");
        var isWallet = choice.Rail == Rails.Wallet;
        var payment = new Payment
        {
            Id = context.Ids.NewId(context.RealTime),
            EscrowId = escrow.Id,
            SessionId = sessionId.ToString(),
            Rail = choice.Rail,
            Status = isWallet ? PaymentStatus.Succeeded : PaymentStatus.Started,
            AmountTnd = escrow.Terms.AmountTnd,
            TermsVersion = escrow.TermsVersion,
            Payer = submission.Person,
            Token = choice.Token,
            Last4 = choice.Last4,
            CreatedAt = context.Now,
            UpdatedAt = context.Now,
        };
        return payment with { CheckAt = PaymentClock.NextCheck(payment, isAsked: !isWallet, context.Now) };
    }

    private static Refusal WhyNotChallenged(Payment payment) => payment.Status switch
    {
        PaymentStatus.Started or PaymentStatus.UnderReview => RefusalCodes.PaymentUnderReview,
        PaymentStatus.Succeeded => RefusalCodes.PaymentAlreadyDone,
        _ => RefusalCodes.ChallengeFailed,
    };
}
