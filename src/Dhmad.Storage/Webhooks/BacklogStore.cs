using Dhmad.Domain.Webhooks;

namespace Dhmad.Storage.Webhooks;

/// <summary>
/// What endpoints that are off have pending still. Whoever switches one off ends some of it in his commit and the rest
/// after it; if his process dies in between, nobody looks at the rest again but this.
/// </summary>
public sealed class BacklogStore(Database database)
{
    private const int EndpointsOfAPage = 256;

    /// <summary>
    /// Endpoints that have something pending, each found behind the one before: what has ended is not looked at, nor is
    /// more than one delivery of each. The order leaves no index but that of what is pending.
    /// </summary>
    private const string Waiting =
        """
        WITH RECURSIVE waiting (id, place) AS (
            SELECT (
                SELECT d.endpoint_id FROM webhook_deliveries d
                WHERE d.status = 'pending' AND d.endpoint_id > @after
                ORDER BY d.endpoint_id, d.next_attempt_at LIMIT 1), 1
            UNION ALL
            SELECT (
                SELECT d.endpoint_id FROM webhook_deliveries d
                WHERE d.status = 'pending' AND d.endpoint_id > w.id
                ORDER BY d.endpoint_id, d.next_attempt_at LIMIT 1), w.place + 1
            FROM waiting w WHERE w.id IS NOT NULL AND w.place < @limit)
        SELECT w.id AS Id, p.is_active AS IsActive
        FROM waiting w JOIN webhook_endpoints p ON p.id = w.id
        ORDER BY w.id
        """;

    /// <summary>One bounded write for each endpoint that is off and has something pending.</summary>
    /// <returns>False when there may be more.</returns>
    public async Task<bool> EndAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var isDone = true;
        var page = await ListWaitingAsync(after: "", cancellationToken);
        while (page.Count > 0)
        {
            foreach (var off in page.Where(one => !one.IsActive))
                isDone &= await EndAsync(off.Id, now, cancellationToken) < Backlog.MaxEndedAtOnce;
            if (page.Count < EndpointsOfAPage) break;
            page = await ListWaitingAsync(page[^1].Id, cancellationToken);
        }

        return isDone;
    }

    private Task<IReadOnlyList<Endpoint>> ListWaitingAsync(string after, CancellationToken cancellationToken) =>
        database.QueryAsync(
            work => work.ListAsync<Endpoint>(Waiting, new { after, limit = EndpointsOfAPage }), cancellationToken);

    /// <summary>Nothing where it was switched on meanwhile: what it has pending then is to be sent.</summary>
    private Task<int> EndAsync(string id, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async work =>
            {
                var off = await work.FirstAsync<Off>(
                    """
                    SELECT disabled_reason AS DisabledReason, deleted_at AS DeletedAt
                    FROM webhook_endpoints WHERE id = @id AND is_active = 0
                    """,
                    new { id });
                return off is null ? 0 : await Backlog.EndAsync(work, id, off.Failure, now);
            },
            cancellationToken);

    private sealed record Endpoint
    {
        public string Id { get; init; } = "";

        public bool IsActive { get; init; }
    }

    /// <summary>Why an endpoint sends nothing any more.</summary>
    private sealed record Off
    {
        public string? DisabledReason { get; init; }

        public DateTimeOffset? DeletedAt { get; init; }

        public DeliveryFailure Failure => DeletedAt is not null
            ? DeliveryFailure.EndpointDeleted
            : WebhookEndpoint.FailureOfPendingWhen(
                DisabledReason is null ? null : Column.Enum<DisabledReason>(DisabledReason));
    }
}
