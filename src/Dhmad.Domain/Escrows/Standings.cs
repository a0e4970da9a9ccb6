using static Dhmad.Domain.Escrows.ProofPhase;

namespace Dhmad.Domain.Escrows;

/// <summary>Names for where escrows stand, as the columns "from" and "to" of the table use them.</summary>
internal static class Standings
{
    public static readonly Standing Nothing = new([]);
    public static readonly Standing Same = new([]);
    public static readonly Standing Any = new(Enum.GetValues<EscrowStatus>());

    public static readonly Standing Pending = new([EscrowStatus.Pending]);
    public static readonly Standing DepositIn = new([EscrowStatus.Pending], null, Conditions.DepositUnderReview);
    public static readonly Standing Paid = new([EscrowStatus.Paid]);
    public static readonly Standing Delivered = new([EscrowStatus.Delivered]);
    public static readonly Standing Completed = new([EscrowStatus.Completed]);
    public static readonly Standing Cancelled = new([EscrowStatus.Cancelled]);

    /// <summary>Money lies in the escrow.</summary>
    public static readonly Standing Funded = new([EscrowStatus.Paid, EscrowStatus.Delivered]);
    public static readonly Standing Requested =
        new([EscrowStatus.Paid, EscrowStatus.Delivered], null, Conditions.RequestPending);
    public static readonly Standing Disputed =
        new([EscrowStatus.Paid, EscrowStatus.Delivered], null, Conditions.DisputeOpen);

    /// <summary>Just paid: with a policy the first proof is awaited.</summary>
    public static readonly Standing JustPaid = new([EscrowStatus.Paid], [WaitingSellerProof]);

    // Paid, and where the purchase proof is.
    public static readonly Standing Waiting = new([EscrowStatus.Paid], [WaitingSellerProof, CorrectionRequested]);
    public static readonly Standing Submitted = new([EscrowStatus.Paid], [SubmittedWaitingBuyerReview]);
    public static readonly Standing RoundLeft =
        new([EscrowStatus.Paid], [SubmittedWaitingBuyerReview], Conditions.RoundsLeft);
    public static readonly Standing RoundsOut =
        new([EscrowStatus.Paid], [SubmittedWaitingBuyerReview], Conditions.RoundsUsedUp);
    public static readonly Standing InReview = new([EscrowStatus.Paid], [NeedsDhmadReview]);
    public static readonly Standing Corrected = new([EscrowStatus.Paid], [CorrectionRequested]);
    public static readonly Standing Accepted = new([EscrowStatus.Paid], [ProofPhase.Accepted]);
    public static readonly Standing TimedOut = new([EscrowStatus.Paid], [AcceptedByTimeout]);

    // Cancelled, because no good purchase proof came.
    public static readonly Standing Expired = new([EscrowStatus.Cancelled], [ExpiredNoProof]);
    public static readonly Standing Rejected = new([EscrowStatus.Cancelled], [ProofPhase.Rejected]);
}
