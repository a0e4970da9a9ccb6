namespace Dhmad.Domain.Escrows;

/// <summary>Judges one action on one escrow: what follows from it, or why not. Pure.</summary>
public static class EscrowDecider
{
    /// <summary>Row 1.</summary>
    public static Result<Decision> Create(string escrowId, NewEscrow input, CreationFacts facts, DecisionContext context) =>
        throw new NotImplementedException();

    /// <summary>Every other row. Due clock rows must have been applied before.</summary>
    public static Result<Decision> Decide(Escrow escrow, ActionRequest request, DecisionContext context) =>
        throw new NotImplementedException();

    /// <summary>The same checks at session creation, without those that only a submission can pass.</summary>
    public static Refusal? CheckSession(
        Escrow escrow, EscrowAction action, string targetEmail, PartyFacts facts, DecisionContext context) =>
        throw new NotImplementedException();
}
