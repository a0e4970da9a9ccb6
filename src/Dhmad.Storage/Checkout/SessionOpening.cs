using Dhmad.Domain.Checkout;
using Dhmad.Domain.Escrows;

namespace Dhmad.Storage.Checkout;

/// <summary>A new session, written if the escrow is still as it was judged.</summary>
/// <param name="EscrowVersion">The escrow's version that was judged.</param>
/// <param name="Idempotency">The answer to keep, in the same transaction.</param>
public sealed record SessionOpening(CheckoutSession Session, long EscrowVersion, IdempotencyRecord? Idempotency)
{
    /// <summary>Writes it by itself.</summary>
    /// <returns>Done, or Conflict: another version.</returns>
    /// <exception cref="CommitRefusedException">The claim was lost to another request.</exception>
    internal async Task<CommitOutcome> WriteAsync(Work work)
    {
        var version = await work.FirstAsync<long?>(
            $"SELECT version FROM escrows WHERE id = @EscrowId {work.ForShare}", new { Session.EscrowId });
        if (version != EscrowVersion) return CommitOutcome.Conflict;
        await work.ExecuteAsync(
            """
            INSERT INTO checkout_sessions (id, escrow_id, developer_id, action, target_email, redirect_url, metadata,
                status, under_review, created_at, expires_at, completed_at, cancelled_at, cancelled_by)
            VALUES (@Id, @EscrowId, @DeveloperId, @Action, @TargetEmail, @RedirectUrl, @Metadata,
                @Status, @UnderReview, @CreatedAt, @ExpiresAt, @CompletedAt, @CancelledAt, @CancelledBy)
            """,
            SessionRow.Of(Session));
        await IdempotencyStore.WriteAsync(work, Idempotency);
        return CommitOutcome.Done;
    }
}
