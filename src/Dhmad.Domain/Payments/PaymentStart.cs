using Dhmad.Domain.Escrows;

namespace Dhmad.Domain.Payments;

/// <summary>A payment that may start, or the need to void another one before.</summary>
/// <param name="Payment">The new row; null when <paramref name="VoidFirst"/> is set.</param>
/// <param name="Escrow">The escrow with its open payment, one version up, without events; null for the wallet.</param>
/// <param name="VoidFirst">The challenged payment that the rail must void first; then start again.</param>
public sealed record PaymentStart(Payment? Payment, Escrow? Escrow, OpenPayment? VoidFirst)
{
    /// <summary>Row 5, when the wallet pays at once.</summary>
    public Decision? Decision { get; init; }
}
