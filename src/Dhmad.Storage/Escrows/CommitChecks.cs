using Dhmad.Domain.Escrows;
using Dhmad.Domain.Ledger;

namespace Dhmad.Storage.Escrows;

/// <summary>
/// The invariants of the books, asserted for what one commit touches. A breach is a fault and nothing is written.
/// </summary>
internal static class CommitChecks
{
    /// <summary>What the commit alone can tell.</summary>
    public static void Judge(EscrowCommit commit)
    {
        var escrow = commit.Escrow;
        if (escrow.Version < 1) throw new InvariantBrokenException("sequences_gap_free", $"{escrow.Id} has no version");
        JudgeEvents(commit);
        if (commit.Ledger is not { } transaction) return;
        JudgeSum(transaction);
        JudgeCause(commit, transaction);
        JudgeHeld(escrow, transaction);
    }

    /// <summary>Entries sum to zero, and none is zero.</summary>
    public static void JudgeSum(LedgerTransaction transaction)
    {
        var sum = transaction.Entries.Aggregate(0L, (total, entry) => checked(total + entry.AmountTnd));
        if (sum != 0 || transaction.Entries.Count < 2)
            throw new InvariantBrokenException("zero_sum", $"transaction {transaction.Id} sums to {sum}");
        if (transaction.Entries.Any(entry => entry.AmountTnd == 0))
            throw new InvariantBrokenException("zero_sum", $"transaction {transaction.Id} has an empty entry");
    }

    /// <summary>What the row before the commit adds; null when the escrow is new.</summary>
    public static void JudgeStep(EscrowCommit commit, EscrowBefore? before)
    {
        var escrow = commit.Escrow;
        var sequence = (before?.Sequence ?? 0) + commit.Events.Count;
        if (escrow.Sequence != sequence)
            throw new InvariantBrokenException(
                "sequences_gap_free", $"{escrow.Id} is at {sequence}, not {escrow.Sequence}");
        var previous = commit.Events is [var first, ..] ? first.PreviousHash : escrow.LastHash;
        if (!previous.AsSpan().SequenceEqual(before?.LastHash ?? HashChain.Start))
            throw new InvariantBrokenException("chains_match", $"{escrow.Id} does not follow its last event");
        if (before is { IsClosed: true } && before.Status != escrow.Status)
            throw new InvariantBrokenException("closed_hold_zero", $"{escrow.Id} was closed and stays so");
        if (commit.Ledger?.EventSequence is not null) return;
        if ((before?.Held ?? 0) != Held(escrow))
            throw new InvariantBrokenException(
                "held_equals_open", $"{escrow.Id} changes what it holds without a movement");
    }

    /// <summary>What must lie in the escrow's held account.</summary>
    public static long Held(Escrow escrow) => escrow.IsFunded ? escrow.Terms.AmountTnd : 0;

    private static void JudgeEvents(EscrowCommit commit)
    {
        var escrow = commit.Escrow;
        var sequence = escrow.Sequence - commit.Events.Count;
        var last = commit.Events is [var first, ..] ? first.PreviousHash : escrow.LastHash;
        foreach (var happened in commit.Events)
        {
            if (happened.EscrowId != escrow.Id || happened.Sequence != ++sequence)
                throw new InvariantBrokenException(
                    "sequences_gap_free", $"event {happened.Sequence} of {escrow.Id} is out of line");
            var isLinked = happened.PreviousHash.AsSpan().SequenceEqual(last);
            if (!isLinked || !happened.Hash.AsSpan().SequenceEqual(HashChain.Next(last, happened.Body)))
                throw new InvariantBrokenException(
                    "chains_match", $"event {happened.Sequence} of {escrow.Id} is not linked");
            last = happened.Hash;
        }

        if (!escrow.LastHash.AsSpan().SequenceEqual(last))
            throw new InvariantBrokenException("chains_match", $"{escrow.Id} does not end with its last event");
    }

    private static void JudgeCause(EscrowCommit commit, LedgerTransaction transaction)
    {
        var isOfEvent = transaction.Movement is Movement.Hold or Movement.Release or Movement.Refund or Movement.Split;
        var names = transaction.EscrowId == commit.Escrow.Id
            && commit.Events.Any(happened => happened.Sequence == transaction.EventSequence);
        if (isOfEvent ? !names : transaction.EventSequence is not null)
            throw new InvariantBrokenException(
                "money_matches_events", $"transaction {transaction.Id} names no event of its commit");
    }

    private static void JudgeHeld(Escrow escrow, LedgerTransaction transaction)
    {
        var own = new LedgerAccount(AccountKind.Held, escrow.Id);
        if (transaction.Entries.Any(entry => entry.Account.Kind == AccountKind.Held && entry.Account != own))
            throw new InvariantBrokenException(
                "held_equals_open", $"transaction {transaction.Id} touches another escrow");
        var moved = transaction.Entries.Where(entry => entry.Account == own).Sum(entry => entry.AmountTnd);
        var (expected, isRight) = transaction.Movement switch
        {
            Movement.Hold => (escrow.Terms.AmountTnd, escrow.IsFunded),
            Movement.Release or Movement.Refund or Movement.Split => (-escrow.Terms.AmountTnd, escrow.IsClosed),
            _ => (0, true),
        };
        if (moved != expected || !isRight)
            throw new InvariantBrokenException(
                expected < 0 ? "released_exactly" : "held_equals_open",
                $"transaction {transaction.Id} moves {moved} of {escrow.Id}, whose amount is {escrow.Terms.AmountTnd}");
    }
}
