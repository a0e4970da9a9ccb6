using Dhmad.Domain;
using Dhmad.Domain.Checkout;
using Dhmad.Domain.Escrows;

namespace Dhmad.Storage.Checkout;

/// <summary>
/// Checkout sessions outside an escrow's commit: opened, cancelled, expired; a final status never changes again.
/// </summary>
public sealed class SessionStore(Database database)
{
    public Task<CheckoutSession?> LoadAsync(Guid id, CancellationToken cancellationToken) =>
        database.QueryAsync(
            async work => (await FindAsync(work, id))?.ToSession(), cancellationToken);

    /// <summary>Writes a new session if the escrow is still as it was judged.</summary>
    /// <returns>Done, Conflict (another version) or ClaimLost.</returns>
    public Task<CommitOutcome> InsertAsync(
        CheckoutSession session,
        long escrowVersion,
        IdempotencyRecord? idempotency,
        CancellationToken cancellationToken) =>
        database.OpenSessionAsync(new SessionOpening(session, escrowVersion, idempotency), cancellationToken);

    /// <summary>
    /// Cancels it if it is pending at that instant and not under review; cancelling again changes nothing and is done.
    /// </summary>
    /// <returns>Done, SessionNotPending or ClaimLost.</returns>
    public Task<CommitOutcome> CancelAsync(
        Guid id,
        SessionCanceller by,
        DateTimeOffset at,
        IdempotencyRecord? idempotency,
        CancellationToken cancellationToken) =>
        TryWriteAsync(
            async work =>
            {
                var cancelled = await work.ExecuteAsync(
                    """
                    UPDATE checkout_sessions SET status = 'cancelled', cancelled_at = @at, cancelled_by = @by
                    WHERE id = @id AND status = 'pending' AND under_review = 0 AND expires_at > @at
                    """,
                    new { id, at, by = Spelling.Of(by) });
                if (cancelled == 0 && (await FindAsync(work, id))?.Status != Spelling.Of(SessionStatus.Cancelled))
                    return CommitOutcome.SessionNotPending;
                await IdempotencyStore.WriteAsync(work, idempotency);
                return CommitOutcome.Done;
            },
            cancellationToken);

    /// <summary>Expires it if it is due at that instant; false when there was nothing to do.</summary>
    public Task<bool> ExpireAsync(Guid id, DateTimeOffset at, CancellationToken cancellationToken) =>
        database.WriteOneAsync(
            async work => await work.ExecuteAsync(
                """
                UPDATE checkout_sessions SET status = 'expired'
                WHERE id = @id AND status = 'pending' AND under_review = 0 AND expires_at <= @at
                """,
                new { id, at }) == 1,
            cancellationToken);

    /// <summary>What became of a submission of this session, or null when nothing of it was kept.</summary>
    public Task<SubmissionRecord?> SubmissionAsync(
        Guid sessionId, Guid submissionId, CancellationToken cancellationToken) =>
        database.QueryAsync(
            async work => (await work.FirstAsync<SubmissionRow>(
                """
                SELECT outcome AS Outcome, code AS Code, payment_id AS PaymentId, at AS At
                FROM submissions WHERE session_id = @sessionId AND id = @submissionId
                """,
                new { sessionId, submissionId }))?.ToRecord(submissionId, sessionId),
            cancellationToken);

    private static Task<SessionRow?> FindAsync(Work work, Guid id) => work.FirstAsync<SessionRow>(
        $"SELECT {SessionRow.Columns} FROM {SessionRow.Tables} WHERE s.id = @id", new { id });

    private Task<CommitOutcome> TryWriteAsync(
        Func<Work, Task<CommitOutcome>> write, CancellationToken cancellationToken) =>
        Refused.AsOutcomeAsync(() => database.WriteOnSnapshotAsync(write, cancellationToken));

    private sealed class SubmissionRow
    {
        public string Outcome { get; init; } = "";

        public string? Code { get; init; }

        public string? PaymentId { get; init; }

        public DateTimeOffset At { get; init; }

        public SubmissionRecord ToRecord(Guid id, Guid sessionId) =>
            new(id, sessionId, Column.Enum<SubmissionOutcome>(Outcome), Code, PaymentId, At);
    }
}
