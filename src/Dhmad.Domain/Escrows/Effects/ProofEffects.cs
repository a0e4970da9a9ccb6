namespace Dhmad.Domain.Escrows.Effects;

/// <summary>Purchase proofs; phases and deadlines follow from the row.</summary>
internal static class ProofEffects
{
    public static Escrow Submit(Question question, Escrow escrow)
    {
        var submission = question.Input.Proof
            ?? throw new InvalidOperationException("submit_proof is taken with its files.");
        return escrow with
        {
            Proof = escrow.Proof! with
            {
                Submissions = [.. escrow.Proof!.Submissions, submission with { SubmittedAt = question.Now }],
            },
        };
    }

    /// <summary>A correction that is granted uses up a round.</summary>
    public static Escrow Review(EscrowRow row, Escrow escrow) => row.To.Phase == ProofPhase.CorrectionRequested
        ? escrow with { Proof = escrow.Proof! with { CorrectionRounds = escrow.Proof!.CorrectionRounds + 1 } }
        : escrow;
}
