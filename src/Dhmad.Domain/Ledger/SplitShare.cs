using Dhmad.Domain.Escrows;

namespace Dhmad.Domain.Ledger;

/// <summary>
/// How the held money is shared, in millimes:
/// the seller's part before fees, both fees on it, and what the buyer gets back.
/// </summary>
public readonly record struct SplitShare(long SellerGrossTnd, long EscrowFeeTnd, long DeveloperFeeTnd, long RefundTnd)
{
    public long SellerNetTnd => SellerGrossTnd - EscrowFeeTnd - DeveloperFeeTnd;

    public static SplitShare Whole(EscrowTerms terms) =>
        new(terms.AmountTnd, terms.EscrowFeeTnd, terms.DeveloperFeeTnd, 0);

    public static SplitShare Nothing(EscrowTerms terms) => new(0, 0, 0, terms.AmountTnd);

    /// <summary>How the money of a closed escrow was shared; null when none was held.</summary>
    public static SplitShare? OfClosed(Escrow escrow) => escrow switch
    {
        { PaidAt: null } => null,
        { Closure.Reason: ClosureReason.DisputeSplit, Dispute.Resolution: { } split } =>
            new SplitShare(split.SellerGrossTnd, split.EscrowFeeTnd, split.DeveloperFeeTnd, split.RefundTnd),
        { Status: EscrowStatus.Completed } => Whole(escrow.Terms),
        _ => Nothing(escrow.Terms),
    };

    /// <param name="terms">Of the escrow that is shared.</param>
    /// <param name="sellerGrossTnd">The seller's part in TND.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// Not above 0 and below the whole, or with more than 3 decimals.
    /// </exception>
    public static SplitShare Of(EscrowTerms terms, decimal sellerGrossTnd)
    {
        if (!Money.TryToMinor(sellerGrossTnd, Currency.Tnd, out var gross) || gross <= 0 || gross >= terms.AmountTnd)
            throw new ArgumentOutOfRangeException(nameof(sellerGrossTnd));
        return new SplitShare(
            gross,
            Fees.Of(gross, terms.PlatformBasisPoints),
            Fees.Of(gross, terms.DeveloperBasisPoints),
            terms.AmountTnd - gross);
    }
}
