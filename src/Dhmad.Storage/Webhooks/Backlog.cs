using Dhmad.Domain;
using Dhmad.Domain.Webhooks;

namespace Dhmad.Storage.Webhooks;

/// <summary>The pending deliveries of an endpoint that will not be sent any more.</summary>
internal static class Backlog
{
    /// <summary>Ends some of them as failed, and tells how many.</summary>
    public static Task<int> EndAsync(
        Work work, string endpointId, DeliveryFailure failure, DateTimeOffset now, int limit) =>
        work.ExecuteAsync(
            """
            UPDATE webhook_deliveries
            SET status = 'failed', failure_reason = @failure, next_attempt_at = NULL, ended_at = @now
            WHERE id IN (
                SELECT id FROM webhook_deliveries WHERE endpoint_id = @endpointId AND status = 'pending' LIMIT @limit)
            """,
            new { endpointId, failure = Spelling.Of(failure), now, limit });
}
