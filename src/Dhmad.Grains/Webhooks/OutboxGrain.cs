using Dhmad.Domain;
using Dhmad.Storage.Webhooks;

namespace Dhmad.Grains.Webhooks;

/// <summary>Turns events into deliveries, and wakes the endpoints that have something to send.</summary>
public sealed class OutboxGrain(
    OutboxStore outbox,
    DeliveryStore deliveries,
    BacklogStore backlogs,
    EscrowTime time,
    DhmadSettings settings) : Grain, IOutboxGrain
{
    /// <summary>Events dispatched in one write.</summary>
    private const int MaxEvents = 256;

    /// <summary>Writes made before others get their turn.</summary>
    private const int MaxWritesInARow = 64;

    private const int EndpointsOfAPage = 256;
    private const int MaxDeletedAtOnce = 500;

    private static readonly TimeSpan BetweenWholeLooks = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan BetweenTidyings = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How much older than the moment at which it can be read a row may be whose nudge was lost: else its escrow's next
    /// event could be dispatched before it, until a sweep finds it.
    /// </summary>
    private static readonly TimeSpan CommitTakesAtMost = TimeSpan.FromSeconds(10);

    private bool isDraining;
    private DateTimeOffset? oldestNudged;
    private DateTimeOffset? emptyAt;
    private DateTimeOffset wholeAt;
    private DateTimeOffset tidiedAt;

    /// <summary>
    /// Nudges come beside each other, so that a thousand of them cost what one does; only one drains, and it goes on
    /// while others came meanwhile.
    /// </summary>
    public Task Nudge(DateTimeOffset recordedAt)
    {
        oldestNudged = oldestNudged < recordedAt ? oldestNudged : recordedAt;
        return isDraining ? Task.CompletedTask : DrainAsync();
    }

    public async Task Sweep()
    {
        // Either way of the difference: the clock may have been set back.
        var now = time.RealNow;
        var isWholeLookDue = (now - wholeAt).Duration() >= BetweenWholeLooks;
        await Nudge(isWholeLookDue ? DateTimeOffset.UnixEpoch : now - CommitTakesAtMost);
        await WakeDueAsync();
        await TidyAsync();
    }

    private async Task DrainAsync()
    {
        isDraining = true;
        try
        {
            for (var write = 0; oldestNudged is { } nudged && write < MaxWritesInARow; write++)
            {
                var now = time.RealNow;
                var since = Since(nudged);
                oldestNudged = null;
                var done = await outbox.DispatchAsync(since, MaxEvents, now, CancellationToken.None);
                if (done.Events == MaxEvents) oldestNudged = oldestNudged < nudged ? oldestNudged : nudged;
                else (emptyAt, wholeAt) = (now, since == DateTimeOffset.UnixEpoch ? now : wholeAt);
                foreach (var id in done.Endpoints) _ = GrainFactory.WebhookEndpoint(id).Nudge();
            }
        }
        catch
        {
            emptyAt = null; // What was nudged for is forgotten, and may be older than the next look.
            throw;
        }
        finally
        {
            isDraining = false;
        }

        if (oldestNudged is { } left) _ = GrainFactory.Outbox.Nudge(left);
    }

    /// <summary>
    /// From where on to look. What was dispatched lies before the events that wait, and on PostgreSQL it is walked over
    /// until it is vacuumed, which it cannot be while somebody holds a snapshot: so not from the beginning, but once a
    /// minute and where nothing is known of what waits.
    /// </summary>
    private DateTimeOffset Since(DateTimeOffset nudged)
    {
        if (emptyAt is not { } empty) return DateTimeOffset.UnixEpoch;
        var late = empty - CommitTakesAtMost;
        return late < nudged ? late : nudged;
    }

    /// <summary>What lost its alarm with a process, or its nudge on the way, is found here.</summary>
    private async Task WakeDueAsync()
    {
        var page = await ListDueAsync(after: "");
        while (page.Count > 0)
        {
            foreach (var id in page) _ = GrainFactory.WebhookEndpoint(id).Nudge();
            if (page.Count < EndpointsOfAPage) return;
            page = await ListDueAsync(page[^1]);
        }
    }

    private Task<IReadOnlyList<string>> ListDueAsync(string after) =>
        deliveries.ListDueEndpointsAsync(time.RealNow, after, EndpointsOfAPage, CancellationToken.None);

    /// <summary>Ends what endpoints that are off left pending, and removes what ended long ago.</summary>
    private async Task TidyAsync()
    {
        var now = time.RealNow;
        if ((now - tidiedAt).Duration() < BetweenTidyings) return;
        var isDone = await backlogs.EndAsync(now, CancellationToken.None);
        var before = now - TimeSpan.FromDays(settings.Webhooks.LogDays);
        var deleted = await deliveries.DeleteOldAsync(before, MaxDeletedAtOnce, CancellationToken.None);
        if (isDone && deleted < MaxDeletedAtOnce) tidiedAt = now; // Else the next sweep goes on.
    }
}
