using Dhmad.Domain.Checkout;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Ledger;

namespace Dhmad.Domain.Payments;

/// <summary>
/// Judges payments: when one may start, and what follows from the rail's answer. Pure. Every row it gives has the
/// <see cref="Payment.CheckAt"/> of <see cref="PaymentClock"/>.
/// </summary>
public static class PaymentDecider
{
    /// <summary>
    /// Judges <c>accept_pay</c> and makes the payment's row: <c>started</c>, before its rail is called, or for the
    /// wallet <c>succeeded</c> together with row 5. A challenged payment of the escrow must be voided first, either way.
    /// </summary>
    public static Result<PaymentStart> Start(
        Escrow escrow, Guid sessionId, Submission submission, DecisionContext context) => throw new NotImplementedException();

    /// <summary>Judges the card check step of a challenged payment: the row with one more try, still <c>challenged</c>.</summary>
    public static Result<Payment> Continue(
        Escrow escrow, Payment payment, DecisionContext context) => throw new NotImplementedException();

    /// <summary>What to commit when a rail said this of a payment. Settling a settled payment again changes nothing.</summary>
    /// <param name="escrow">As it is now.</param>
    /// <param name="payment">Its row now.</param>
    /// <param name="answer">
    /// <c>CannotVoid</c> means that the money has moved: row 5 if it still fits, else a late payment. <c>CHALLENGE_FAILED</c>
    /// leaves the payment challenged.
    /// </param>
    /// <param name="isSessionOpen">Whether its session is still pending; a payment of one that ended cannot be taken.</param>
    /// <param name="context">The escrow's clock, ids, settings.</param>
    public static PaymentSettlement Settle(
        Escrow escrow, Payment payment, RailAnswer answer, bool isSessionOpen, DecisionContext context) =>
        throw new NotImplementedException();
}

/// <summary>A payment that may start, or the need to void another one before.</summary>
/// <param name="Payment">The new row; null when <paramref name="VoidFirst"/> is set.</param>
/// <param name="Escrow">The escrow with its open payment, one version up, without events; null for the wallet.</param>
/// <param name="VoidFirst">The challenged payment that the rail must void first; then start again.</param>
public sealed record PaymentStart(Payment? Payment, Escrow? Escrow, OpenPayment? VoidFirst)
{
    /// <summary>Row 5, when the wallet pays at once.</summary>
    public Decision? Decision { get; init; }
}

/// <summary>What follows from a rail's answer.</summary>
/// <param name="Payment">The payment's row after.</param>
/// <param name="From">The status it had: what the commit must find.</param>
public sealed record PaymentSettlement(Payment Payment, PaymentStatus From)
{
    /// <summary>Row 5, when the escrow is paid by it.</summary>
    public Decision? Decision { get; init; }

    /// <summary>The escrow after, one version up; null when it is not touched. The same as the decision's, if there is one.</summary>
    public Escrow? Escrow { get; init; }

    /// <summary>The money moved: the hold of row 5, or a late payment.</summary>
    public LedgerTransaction? Ledger { get; init; }

    /// <summary>Why the escrow was not paid.</summary>
    public Refusal? Refusal { get; init; }

    /// <summary>The rail has, or may get, money that the escrow cannot take: void it, then settle with that answer.</summary>
    public bool MustVoid { get; init; }

    /// <summary>What is kept of the submission that asked.</summary>
    public SubmissionOutcome Outcome { get; init; }

    /// <summary>Nothing is to be committed.</summary>
    public bool ChangesNothing { get; init; }
}
