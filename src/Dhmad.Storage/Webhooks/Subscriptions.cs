using Dhmad.Domain.Webhooks;

namespace Dhmad.Storage.Webhooks;

/// <summary>From when to when an endpoint listened to a type; always written in the transaction of its cause.</summary>
internal static class Subscriptions
{
    /// <summary>An event that was recorded by its time may not be committed yet.</summary>
    private static readonly TimeSpan CommitTakesAtMost = TimeSpan.FromMinutes(5);

    private const int MaxDeletedAtOnce = 500;

    /// <param name="since">Real time: an event recorded then is the first it hears.</param>
    public static async Task OpenAsync(Work work, WebhookEndpoint endpoint, DateTimeOffset since)
    {
        foreach (var type in endpoint.Events)
        {
            await work.ExecuteAsync(
                """
                INSERT INTO webhook_subscriptions (developer_id, type, endpoint_id, since_at)
                VALUES (@DeveloperId, @type, @Id, @since)
                """,
                new { endpoint.DeveloperId, type, endpoint.Id, since });
        }
    }

    /// <summary>Ends them all. What ended well before the oldest event that waits is of no more use and goes.</summary>
    /// <param name="until">Real time: an event recorded then is not heard any more.</param>
    public static async Task CloseAsync(Work work, string endpointId, DateTimeOffset until)
    {
        await work.ExecuteAsync(
            """
            DELETE FROM webhook_subscriptions
            WHERE endpoint_id = @endpointId AND (since_at >= @until OR (until_at <= @old AND until_at <= coalesce(
                (SELECT min(recorded_at) FROM outbox), @old)))
            """,
            new { endpointId, until, old = until - CommitTakesAtMost });
        await work.ExecuteAsync(
            "UPDATE webhook_subscriptions SET until_at = @until WHERE endpoint_id = @endpointId AND until_at IS NULL",
            new { endpointId, until });
    }

    /// <summary>
    /// Removes a bounded number of those of no more use, and what ended with the last of them, and tells how many:
    /// nobody closes an endpoint again that was deleted.
    /// </summary>
    public static Task<int> DeleteOldAsync(Work work, DateTimeOffset now) => work.ExecuteAsync(
        """
        DELETE FROM webhook_subscriptions WHERE until_at <= (
            SELECT max(until_at) FROM (
                SELECT until_at FROM webhook_subscriptions
                WHERE until_at <= @old AND until_at <= coalesce((SELECT min(recorded_at) FROM outbox), @old)
                ORDER BY until_at LIMIT @limit) AS oldest)
        """,
        new { old = now - CommitTakesAtMost, limit = MaxDeletedAtOnce });
}
