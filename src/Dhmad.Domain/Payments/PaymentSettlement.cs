using Dhmad.Domain.Checkout;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Ledger;

namespace Dhmad.Domain.Payments;

/// <summary>What follows from a rail's answer.</summary>
/// <param name="Payment">The payment's row after.</param>
/// <param name="From">The status it had: what the commit must find.</param>
public sealed record PaymentSettlement(Payment Payment, PaymentStatus From)
{
    /// <summary>Row 5, when the escrow is paid by it.</summary>
    public Decision? Decision { get; init; }

    /// <summary>
    /// The escrow after, one version up; null when it is not touched. The same as the decision's, if there is one.
    /// </summary>
    public Escrow? Escrow { get; init; }

    /// <summary>The money moved: the hold of row 5, or a late payment.</summary>
    public LedgerTransaction? Ledger { get; init; }

    /// <summary>Why the escrow was not paid.</summary>
    public Refusal? Refusal { get; init; }

    /// <summary>
    /// The rail has, or may get, money that the escrow cannot take: void it, then settle with that answer.
    /// </summary>
    public bool MustVoid { get; init; }

    /// <summary>What is kept of the submission that asked.</summary>
    public SubmissionOutcome Outcome { get; init; }

    /// <summary>Nothing is to be committed.</summary>
    public bool ChangesNothing { get; init; }
}
