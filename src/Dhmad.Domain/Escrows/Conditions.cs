using Dhmad.Domain.Payments;

namespace Dhmad.Domain.Escrows;

/// <summary>
/// Conditions that refuse nobody: they say where an escrow stands, which row a choice means,
/// and when a clock does not act.
/// </summary>
internal static class Conditions
{
    public static readonly Guard DepositUnderReview = new("deposit_under_review", q => q.Escrow.DepositUnderReview);
    public static readonly Guard NoDeposit = new("no_deposit_under_review", q => !q.Escrow.DepositUnderReview);
    public static readonly Guard RequestPending = new("cancellation_pending", q => q.Escrow.CancellationPending);
    public static readonly Guard NoRequest = new("no_cancellation_pending", q => !q.Escrow.CancellationPending);
    public static readonly Guard DisputeOpen = new("dispute_open", q => q.Escrow.DisputeOpen);
    public static readonly Guard NoDispute = new("no_dispute_open", q => !q.Escrow.DisputeOpen);
    public static readonly Guard RoundsLeft = new("correction_rounds_left", q => Rounds(q) < Limit(q));
    public static readonly Guard RoundsUsedUp = new("correction_rounds_used_up", q => Rounds(q) >= Limit(q));

    public static readonly Guard AtOnce = new("paid_at_once", q => !IsDeposit(q));
    public static readonly Guard ByDeposit = new("paid_by_deposit", IsDeposit);

    public static readonly Guard ToAccept = Chooses(Choice.Accept);
    public static readonly Guard ToCorrect = Chooses(Choice.Correct);
    public static readonly Guard ToReject = Chooses(Choice.Reject);
    public static readonly Guard ToRelease = Chooses(Choice.Release);
    public static readonly Guard ToRefund = Chooses(Choice.Refund);
    public static readonly Guard ToSplit = Chooses(Choice.Split);

    private static bool IsDeposit(Question q) => q.Input.Payment is { Status: PaymentStatus.UnderReview };

    private static int Rounds(Question q) => q.Escrow.Proof?.CorrectionRounds ?? 0;

    private static int Limit(Question q) => q.Escrow.Terms.ProofCorrectionRounds;

    private static Guard Chooses(Choice choice) =>
        new($"decision_{Spelling.Of(choice)}", q => q.At != JudgedAt.Taking || q.Input.Choice == choice);
}
