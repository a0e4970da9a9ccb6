namespace Dhmad.Domain.Escrows;

/// <summary>
/// Where an escrow stands: a status or one of several, a proof phase or one of several, and possibly a condition.
/// </summary>
public sealed class Standing
{
    private readonly uint statusBits;
    private readonly uint phaseBits;

    internal Standing(EscrowStatus[] statuses, ProofPhase[]? phases = null, Guard? condition = null)
    {
        Statuses = statuses;
        Phases = phases ?? [];
        Condition = condition;
        foreach (var status in Statuses) statusBits |= 1u << (int)status;
        foreach (var phase in Phases) phaseBits |= 1u << (int)phase;
    }

    public IReadOnlyList<EscrowStatus> Statuses { get; }

    /// <summary>Empty: the phase does not matter.</summary>
    public IReadOnlyList<ProofPhase> Phases { get; }

    public Guard? Condition { get; }

    /// <summary>As the target of a row: the status that follows, or null when it stays.</summary>
    public EscrowStatus? Status => Statuses.Count == 1 ? Statuses[0] : null;

    /// <summary>As the target of a row: the phase that follows, or null when it stays.</summary>
    public ProofPhase? Phase => Phases.Count == 1 ? Phases[0] : null;

    internal bool IncludesStatus(EscrowStatus status) => (statusBits & (1u << (int)status)) != 0;

    internal bool Includes(Question question) =>
        IncludesStatus(question.Escrow.Status)
        && (phaseBits == 0 || IncludesPhase(question.Escrow.Proof))
        && (Condition is null || Condition.Holds(question));

    private bool IncludesPhase(Proof? proof) => proof is not null && (phaseBits & (1u << (int)proof.Phase)) != 0;
}
