using Dhmad.Domain.Ledger;

namespace Dhmad.Domain.Escrows;

/// <summary>
/// One line of the table: this action, in these modes, from there to there, with what follows from it.
/// </summary>
/// <param name="Number">As in the specification, 1 to 31.</param>
/// <param name="Money">The movement it causes, if any.</param>
/// <param name="Events">
/// Event types in order; each is raised if its fact did happen (<see cref="EscrowEvents"/>).
/// </param>
public sealed record EscrowRow(
    int Number,
    EscrowAction Action,
    RowActors By,
    RowModes Modes,
    Standing From,
    Standing To,
    Movement? Money,
    ClockChange Clock,
    IReadOnlyList<string> Events)
{
    /// <summary>What must hold besides for this row to be the one; it refuses nobody.</summary>
    public IReadOnlyList<Guard> Conditions { get; private init; } = [];

    public bool Closes => To.Status is EscrowStatus.Completed or EscrowStatus.Cancelled;

    public EscrowRow If(params Guard[] conditions) => this with { Conditions = conditions };

    /// <summary>Whether the escrow's mode and standing are this row's.</summary>
    internal bool Admits(Question question) =>
        (Modes & EscrowRules.ModesOf(question.Escrow.Terms)) != 0 && From.Includes(question);

    internal bool Applies(Question question)
    {
        if (!Admits(question)) return false;
        foreach (var condition in Conditions)
        {
            if (!condition.Holds(question)) return false;
        }

        return true;
    }
}
