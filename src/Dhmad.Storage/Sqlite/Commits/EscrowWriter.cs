using Dhmad.Domain.Escrows;
using Dhmad.Storage.Escrows;

namespace Dhmad.Storage.Sqlite.Commits;

/// <summary>Writes every part of an escrow's commit with its guard, in statements prepared once.</summary>
internal sealed class EscrowWriter(SqliteWriter writer) : IDisposable
{
    private readonly EscrowRowWriter _rows = new(writer);
    private readonly EventWriter _events = new(writer);
    private readonly PaymentWriter _payments = new(writer);
    private readonly LedgerWriter _ledger = new(writer);
    private readonly SessionWriter _sessions = new(writer);
    private readonly AnswerWriter _answers = new(writer);

    /// <param name="isHalfWritten">Whether it was refused after it began to write, so that it must be undone.</param>
    public CommitOutcome Write(PreparedCommit prepared, out bool isHalfWritten)
    {
        isHalfWritten = false;
        if (!_rows.TryWrite(prepared)) return CommitOutcome.Conflict;
        var outcome = WriteParts(prepared.Commit);
        isHalfWritten = outcome != CommitOutcome.Done;
        return outcome;
    }

    public void Dispose()
    {
        foreach (var part in (IDisposable[])[_rows, _events, _payments, _ledger, _sessions, _answers]) part.Dispose();
    }

    private CommitOutcome WriteParts(EscrowCommit commit)
    {
        foreach (var happened in commit.Events) _events.Write(happened, commit.RealTime);
        if (commit.Payment is { } payment && !_payments.TryWrite(payment)) return CommitOutcome.Conflict;
        if (commit.Ledger is { } transaction && !_ledger.TryWrite(transaction)) return CommitOutcome.BalanceTooLow;
        if (!_sessions.TryWrite(commit)) return CommitOutcome.SessionNotPending;
        if (commit.Submission is { } submission && !_answers.TryWrite(submission)) return CommitOutcome.SubmissionKnown;
        if (commit.Answered is { } answered) _answers.Write(answered);
        return commit.Idempotency is not { } record || _answers.TryWrite(record, commit.RealTime)
            ? CommitOutcome.Done
            : CommitOutcome.ClaimLost;
    }
}
