namespace Dhmad.Domain.Escrows.Effects;

/// <summary>Status, proof phase and their dates, as the row's column "to" says.</summary>
internal static class StandingEffects
{
    public static Escrow Move(EscrowRow row, Question question, Escrow escrow)
    {
        var moved = row.To.Status is { } status ? Enter(status, question, escrow) : escrow;
        return row.To.Phase is { } phase ? EnterPhase(phase, question, moved) : moved;
    }

    /// <summary>What every end has in common.</summary>
    public static Escrow Close(EscrowRow row, Question question, Escrow escrow) => escrow with
    {
        Closure = new Closure(question.Actor, ReasonOf(row.Number)),
        CompletionDeadline = null,
        CompletionTimeLeft = null,
        CancellationRequest = escrow.CancellationPending
            ? escrow.CancellationRequest! with { Status = CancellationStatus.Closed }
            : escrow.CancellationRequest,
    };

    private static Escrow Enter(EscrowStatus status, Question question, Escrow escrow) => status switch
    {
        EscrowStatus.Paid when escrow.Status == EscrowStatus.Delivered =>
            escrow with { Status = status, DeliveredAt = null },
        EscrowStatus.Paid => escrow with { Status = status, PaidAt = question.Now },
        EscrowStatus.Delivered => escrow with { Status = status, DeliveredAt = question.Now },
        EscrowStatus.Completed when question.Action == EscrowAction.Deliver =>
            escrow with { Status = status, DeliveredAt = question.Now, CompletedAt = question.Now },
        EscrowStatus.Completed => escrow with { Status = status, CompletedAt = question.Now },
        EscrowStatus.Cancelled => escrow with { Status = status, CancelledAt = question.Now },
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Nothing becomes pending."),
    };

    private static Escrow EnterPhase(ProofPhase phase, Question question, Escrow escrow)
    {
        if (escrow.Proof is { } proof) return escrow with { Proof = proof with { Phase = phase } };
        return escrow.Terms.ProofPolicy is { } policy
            ? escrow with { Proof = new Proof(phase, question.Now.AddHours(policy.UploadHours), null, 0, []) }
            : escrow;
    }

    private static ClosureReason ReasonOf(int row) => row switch
    {
        9 => ClosureReason.ApiCancel,
        10 => ClosureReason.Expired,
        12 => ClosureReason.InstantDelivery,
        14 => ClosureReason.BuyerCompleted,
        15 => ClosureReason.Silence,
        17 => ClosureReason.CancellationAccepted,
        19 => ClosureReason.SellerCancel,
        21 => ClosureReason.DisputeRelease,
        22 => ClosureReason.DisputeRefund,
        23 => ClosureReason.DisputeSplit,
        29 => ClosureReason.ProofExpired,
        31 => ClosureReason.ProofRejected,
        _ => throw new ArgumentOutOfRangeException(nameof(row), row, "This row closes nothing."),
    };
}
