using Dhmad.Domain;
using Dhmad.Domain.Webhooks;

namespace Dhmad.Storage.Webhooks;

/// <summary>The pending deliveries of an endpoint that will not be sent any more.</summary>
internal static class Backlog
{
    /// <summary>Ended in one transaction, so that a large backlog stops nobody else's commit.</summary>
    public const int MaxEndedAtOnce = 1000;

    /// <summary>
    /// Ends some of them as failed, and tells how many: as many as may be means that there may be more. The order
    /// leaves no index but that of what is pending, and the planner sees the limit: else it may walk what ended.
    /// </summary>
    public static Task<int> EndAsync(Work work, string endpointId, DeliveryFailure failure, DateTimeOffset now) =>
        work.ExecuteAsync(
            $"""
            UPDATE webhook_deliveries
            SET status = 'failed', failure_reason = @failure, next_attempt_at = NULL, ended_at = @now
            WHERE id IN (
                SELECT id FROM webhook_deliveries WHERE endpoint_id = @endpointId AND status = 'pending'
                ORDER BY next_attempt_at LIMIT {MaxEndedAtOnce})
            """,
            new { endpointId, failure = Spelling.Of(failure), now });
}
