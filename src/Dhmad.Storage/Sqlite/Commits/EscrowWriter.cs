using Dhmad.Domain.Escrows;
using Dhmad.Storage.Escrows;

namespace Dhmad.Storage.Sqlite.Commits;

/// <summary>Writes every part of an escrow's commit with its guard, in statements prepared once.</summary>
internal sealed class EscrowWriter(SqliteWriter writer) : IDisposable
{
    private readonly EscrowRowWriter rows = new(writer);
    private readonly EventWriter events = new(writer);
    private readonly PaymentWriter payments = new(writer);
    private readonly LedgerWriter ledger = new(writer);
    private readonly SessionWriter sessions = new(writer);
    private readonly AnswerWriter answers = new(writer);

    /// <param name="isHalfWritten">Whether it was refused after it began to write, so that it must be undone.</param>
    public CommitOutcome Write(PreparedCommit prepared, out bool isHalfWritten)
    {
        isHalfWritten = false;
        if (!rows.TryWrite(prepared, out var number)) return CommitOutcome.Conflict;
        var outcome = WriteParts(prepared.Commit, number, prepared.Span?.Id);
        isHalfWritten = outcome != CommitOutcome.Done;
        return outcome;
    }

    public void Dispose()
    {
        foreach (var part in (IDisposable[])[rows, events, payments, ledger, sessions, answers]) part.Dispose();
    }

    private CommitOutcome WriteParts(EscrowCommit commit, long number, string? traceparent)
    {
        foreach (var happened in commit.Events) events.Write(happened, number, commit.RealTime, traceparent);
        if (commit.Payment is { } payment && !payments.TryWrite(payment)) return CommitOutcome.Conflict;
        if (commit.Ledger is { } money && !ledger.TryWrite(money, number)) return CommitOutcome.BalanceTooLow;
        if (!sessions.TryWrite(commit)) return CommitOutcome.SessionNotPending;
        if (commit.Submission is { } submission && !answers.TryWrite(submission)) return CommitOutcome.SubmissionKnown;
        if (commit.Answered is { } answered) answers.Write(answered);
        return commit.Idempotency is not { } record || answers.TryWrite(record, commit.RealTime)
            ? CommitOutcome.Done
            : CommitOutcome.ClaimLost;
    }
}
