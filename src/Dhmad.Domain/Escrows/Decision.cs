using Dhmad.Domain.Ledger;

namespace Dhmad.Domain.Escrows;

/// <summary>What follows from an accepted action.</summary>
/// <param name="Row">
/// Number of the row of the table that accepted it; 0 when nothing changed (an update to equal values).
/// </param>
/// <param name="Escrow">The state after, version already one up.</param>
/// <param name="Ledger">The money moved, if any.</param>
public sealed record Decision(int Row, Escrow Escrow, IReadOnlyList<EscrowEvent> Events, LedgerTransaction? Ledger)
{
    public bool ChangesNothing => Row == 0;

    /// <summary>
    /// Whether the escrow ended by it: every other pending session of it is then cancelled in the same commit.
    /// </summary>
    public required bool Closes { get; init; }
}

/// <summary>What judging needs from outside: times, ids, settings.</summary>
/// <param name="Now">The escrow's clock.</param>
/// <param name="RealTime">Real time, which ids carry.</param>
public sealed record DecisionContext(DateTimeOffset Now, DateTimeOffset RealTime, IdSource Ids, DhmadSettings Settings)
{
    /// <summary>Makes a signed link to a stored file that ends at the given time.</summary>
    public Func<string, DateTimeOffset, string> FileLink { get; init; } = (_, _) => "";
}
