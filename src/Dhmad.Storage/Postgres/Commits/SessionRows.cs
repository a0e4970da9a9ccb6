using Dhmad.Domain.Escrows;
using Dhmad.Storage.Escrows;

namespace Dhmad.Storage.Postgres.Commits;

/// <summary>The sessions that commits consume, those they cancel, and those whose expiry stops or runs again.</summary>
internal sealed class SessionRows : CommitPart
{
    private static readonly string Complete =
        $"""
        WITH changed AS (
            UPDATE checkout_sessions SET status = 'completed', under_review = 0, completed_at = u.at
            FROM {BatchStatement.Unnest("id, at, escrow_id")} AS u
            WHERE checkout_sessions.id = u.id AND checkout_sessions.escrow_id = u.escrow_id
                AND checkout_sessions.status = 'pending'
            RETURNING 1)
        SELECT expect_rows(count(*), cardinality($1)) FROM changed
        """;

    // A review that starts needs its session; of one that ends, the session may have ended otherwise meanwhile.
    private static readonly string Review =
        $"""
        WITH changed AS (
            UPDATE checkout_sessions SET under_review = u.under_review,
                expires_at = coalesce(u.expires_at, checkout_sessions.expires_at)
            FROM {BatchStatement.Unnest("id, under_review, expires_at, escrow_id")} AS u
            WHERE checkout_sessions.id = u.id AND checkout_sessions.escrow_id = u.escrow_id
                AND checkout_sessions.status = 'pending'
            RETURNING u.under_review)
        SELECT expect_rows(
            (SELECT count(*) FROM changed WHERE under_review = 1),
            (SELECT count(*) FROM unnest($2) AS u (under_review) WHERE under_review = 1))
        """;

    private readonly BatchStatement find = new(
        """
        SELECT id, escrow_id FROM checkout_sessions WHERE id = ANY($1) AND status = 'pending'
        ORDER BY id FOR NO KEY UPDATE
        """);

    private readonly List<string?> asked;
    private readonly HashSet<(string Id, string EscrowId)> pending = [];

    private readonly BatchStatement complete = new(Complete);
    private readonly List<string?> completed;
    private readonly List<long?> completedAt;
    private readonly List<string?> completedEscrows;

    private readonly BatchStatement review = new(Review);
    private readonly List<string?> reviewed;
    private readonly List<long?> underReview;
    private readonly List<long?> expiresAt;
    private readonly List<string?> reviewedEscrows;

    // Joined to what is cancelled, all pending sessions would be walked: the planner takes them for hardly any.
    private readonly BatchStatement cancelAll = new(
        """
        UPDATE checkout_sessions SET status = 'cancelled', under_review = 0, cancelled_by = 'escrow',
            cancelled_at = (
                SELECT min(u.at) FROM unnest($1, $2) AS u (escrow_id, at)
                WHERE u.escrow_id = checkout_sessions.escrow_id)
        WHERE escrow_id = ANY($1) AND status = 'pending'
        """);

    private readonly List<string?> cancelled;
    private readonly List<long?> cancelledAt;

    public SessionRows()
    {
        asked = find.Texts();
        (completed, completedAt, completedEscrows) = (complete.Texts(), complete.Numbers(), complete.Texts());
        (reviewed, underReview) = (review.Texts(), review.Numbers());
        (expiresAt, reviewedEscrows) = (review.Numbers(), review.Texts());
        (cancelled, cancelledAt) = (cancelAll.Texts(), cancelAll.Numbers());
    }

    public override IEnumerable<Question> Questions =>
        find.Rows == 0 ? [] : [new(find, row => pending.Add((row.GetString(0), row.GetString(1))))];

    public override IEnumerable<BatchStatement> Writes => [complete, review, cancelAll];

    public override void Ask(EscrowCommit commit)
    {
        foreach (var session in (Guid?[])[commit.CompletedSession, commit.Review?.SessionId])
        {
            if (session is null) continue;
            asked.Add(session.Value.ToString());
            find.Rows++;
        }
    }

    /// <summary>One whose review ends may have ended otherwise meanwhile.</summary>
    public override CommitOutcome Judge(EscrowCommit commit)
    {
        var escrowId = commit.Escrow.Id;
        if (commit.CompletedSession is { } completed && !IsPending(completed, escrowId))
            return CommitOutcome.SessionNotPending;
        var reviewsEnded = commit.Review is { UnderReview: true } review
            && (review.SessionId == commit.CompletedSession || !IsPending(review.SessionId, escrowId));
        return reviewsEnded ? CommitOutcome.SessionNotPending : CommitOutcome.Done;
    }

    public override void Add(PreparedCommit prepared, long escrowNumber)
    {
        var commit = prepared.Commit;
        var escrowId = commit.Escrow.Id;
        var at = commit.At.ToUnixTimeMilliseconds();
        if (commit.CompletedSession is { } session)
        {
            completed.Add(session.ToString());
            completedAt.Add(at);
            completedEscrows.Add(escrowId);
            complete.Rows++;
        }

        if (commit.Review is { } change && (change.UnderReview || change.SessionId != commit.CompletedSession))
            Add(change, escrowId);
        if (!commit.CancelsSessions) return;
        cancelled.Add(escrowId);
        cancelledAt.Add(at);
        cancelAll.Rows++;
    }

    private void Add(SessionReview change, string escrowId)
    {
        reviewed.Add(change.SessionId.ToString());
        underReview.Add(change.UnderReview ? 1 : 0);
        expiresAt.Add(change.ExpiresAt?.ToUnixTimeMilliseconds());
        reviewedEscrows.Add(escrowId);
        review.Rows++;
    }

    private bool IsPending(Guid session, string escrowId) => pending.Contains((session.ToString(), escrowId));
}
