using Dhmad.Domain.Escrows;

namespace Dhmad.Storage.Sqlite.Commits;

/// <summary>The session a commit consumes, those it cancels, and the one whose expiry stops or runs again.</summary>
internal sealed class SessionWriter(SqliteWriter writer) : IDisposable
{
    private readonly Statement complete = writer.Prepare(
        """
        UPDATE checkout_sessions SET status = 'completed', under_review = 0, completed_at = ?
        WHERE id = ? AND escrow_id = ? AND status = 'pending'
        """);

    private readonly Statement cancelAll = writer.Prepare(
        """
        UPDATE checkout_sessions SET status = 'cancelled', under_review = 0, cancelled_at = ?, cancelled_by = 'escrow'
        WHERE escrow_id = ? AND status = 'pending'
        """);

    private readonly Statement review = writer.Prepare(
        """
        UPDATE checkout_sessions SET under_review = ?, expires_at = coalesce(?, expires_at)
        WHERE id = ? AND escrow_id = ? AND status = 'pending'
        """);

    /// <summary>
    /// False when a session that must be pending is not. One whose review ends may have ended otherwise meanwhile.
    /// </summary>
    public bool TryWrite(EscrowCommit commit)
    {
        var escrowId = commit.Escrow.Id;
        if (commit.CompletedSession is { } completed
            && complete.Time(commit.At).Text(completed).Text(escrowId).Execute() == 0) return false;
        if (commit.Review is { } review && !TryReview(review, escrowId)) return false;
        if (commit.CancelsSessions) cancelAll.Time(commit.At).Text(escrowId).Execute();
        return true;
    }

    public void Dispose()
    {
        foreach (var statement in (Statement[])[complete, cancelAll, review]) statement.Dispose();
    }

    private bool TryReview(SessionReview review, string escrowId) =>
        this.review
            .Number(review.UnderReview ? 1 : 0)
            .Time(review.ExpiresAt)
            .Text(review.SessionId)
            .Text(escrowId)
            .Execute() == 1 || !review.UnderReview;
}
