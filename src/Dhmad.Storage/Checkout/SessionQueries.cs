using Dhmad.Domain;
using Dhmad.Domain.Checkout;

namespace Dhmad.Storage.Checkout;

/// <summary>Lists over checkout sessions.</summary>
public sealed class SessionQueries(Database database)
{
    /// <summary>Sessions of one escrow and developer, newest first.</summary>
    public Task<SessionPage> ListAsync(
        SessionFilter filter, Cursor? after, int limit, CancellationToken cancellationToken) =>
        database.QueryAsync(
            async work =>
            {
                var rows = await work.ListAsync<SessionRow>(
                    $"""
                    SELECT {SessionRow.Columns} FROM {SessionRow.Tables}
                    WHERE s.escrow_id = @EscrowId AND s.developer_id = @DeveloperId
                        {(after is null ? "" : "AND (s.created_at, s.id) < (@afterAt, @afterId)")}
                        {(filter.Action is null ? "" : "AND s.action = @action")}
                        {Condition(filter.Status)}
                    ORDER BY s.created_at DESC, s.id DESC LIMIT @limit
                    """,
                    new
                    {
                        filter.EscrowId,
                        filter.DeveloperId,
                        now = filter.Now,
                        afterAt = after?.At.ToUnixTimeMilliseconds(),
                        afterId = after?.Id,
                        action = filter.Action is { } action ? Spelling.Of(action) : null,
                        limit = limit + 1,
                    });
                var sessions = rows.Take(limit).Select(row => row.ToSession()).ToList();
                var hasMore = rows.Count > limit;
                return new SessionPage(
                    sessions, hasMore ? new Cursor(sessions[^1].CreatedAt, sessions[^1].Id.ToString()) : null);
            },
            cancellationToken);

    /// <summary>How many sessions of an escrow are pending at an instant.</summary>
    public Task<int> CountPendingAsync(string escrowId, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.QueryAsync(
            work => work.FirstAsync<int>(
                $"""
                SELECT count(*) FROM checkout_sessions s
                WHERE s.escrow_id = @escrowId {Condition(SessionStatus.Pending)}
                """,
                new { escrowId, now }),
            cancellationToken);

    /// <summary>Ids of pending sessions whose time is over, most overdue first.</summary>
    public Task<IReadOnlyList<Guid>> DueAsync(
        DateTimeOffset now, int skip, int limit, CancellationToken cancellationToken) =>
        database.QueryAsync(
            work => work.ListAsync<Guid>(
                """
                SELECT id FROM checkout_sessions
                WHERE status = 'pending' AND under_review = 0 AND expires_at <= @now
                ORDER BY expires_at, id LIMIT @limit OFFSET @skip
                """,
                new { now, limit, skip }),
            cancellationToken);

    /// <summary>As <see cref="CheckoutSession.StatusAt"/> judges.</summary>
    private static string Condition(SessionStatus? status) => status switch
    {
        null => "",
        SessionStatus.Pending => "AND s.status = 'pending' AND (s.under_review = 1 OR s.expires_at > @now)",
        SessionStatus.Expired =>
            "AND (s.status = 'expired' OR (s.status = 'pending' AND s.under_review = 0 AND s.expires_at <= @now))",
        _ => $"AND s.status = '{Spelling.Of(status.Value)}'",
    };
}
