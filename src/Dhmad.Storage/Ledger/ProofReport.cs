namespace Dhmad.Storage.Ledger;

/// <summary>The state of the books at one moment: every invariant checked over all rows.</summary>
public sealed record ProofReport(
    DateTimeOffset At, IReadOnlyList<ProofCheck> Checks, IReadOnlyList<ProofTotal> Totals, ProofChain Chain)
{
    public bool Ok => Checks.All(check => check.Ok);
}

/// <summary>One invariant.</summary>
/// <param name="Name">As the specification names it.</param>
/// <param name="Checked">How many things were looked at.</param>
/// <param name="Detail">How many breaches there are and the first of them; empty when it holds.</param>
public sealed record ProofCheck(string Name, bool Ok, long Checked, string Detail);

/// <summary>The sum of all accounts of one kind, in millimes.</summary>
public sealed record ProofTotal(string Currency, string Account, long BalanceTnd);

/// <param name="Digest">
/// SHA-256 in hex over id and last hash of every escrow, in id order: written down elsewhere it pins the history.
/// </param>
public sealed record ProofChain(long Escrows, long Events, string Digest);
