using Dhmad.Domain;
using Dhmad.Storage.Webhooks;

namespace Dhmad.Grains.Webhooks;

/// <summary>Turns events into deliveries, and wakes the endpoints that have something to send.</summary>
public sealed class OutboxGrain(OutboxStore outbox, DeliveryStore deliveries, EscrowTime time, DhmadSettings settings)
    : Grain, IOutboxGrain
{
    /// <summary>Events dispatched in one write.</summary>
    private const int MaxEvents = 256;

    /// <summary>Writes made before others get their turn.</summary>
    private const int MaxWritesInARow = 64;

    private const int EndpointsOfAPage = 256;
    private const int MaxDeletedAtOnce = 500;

    private static readonly TimeSpan BetweenDeletions = TimeSpan.FromMinutes(1);

    private bool isDraining;
    private bool isNudged;
    private DateTimeOffset deletedAt;

    /// <summary>
    /// Nudges come beside each other, so that a thousand of them cost what one does; only one drains, and it goes on
    /// while others came meanwhile.
    /// </summary>
    public Task Nudge()
    {
        isNudged = true;
        return isDraining ? Task.CompletedTask : DrainAsync();
    }

    public async Task Sweep()
    {
        await Nudge();
        await WakeDueAsync();
        await DeleteOldAsync();
    }

    private async Task DrainAsync()
    {
        isDraining = true;
        try
        {
            for (var write = 0; isNudged && write < MaxWritesInARow; write++)
            {
                isNudged = false;
                var done = await outbox.DispatchAsync(MaxEvents, time.RealNow, CancellationToken.None);
                isNudged |= done.Events == MaxEvents;
                foreach (var id in done.Endpoints) _ = GrainFactory.WebhookEndpoint(id).Nudge();
            }
        }
        finally
        {
            isDraining = false;
        }

        if (isNudged) _ = GrainFactory.Outbox.Nudge();
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

    private async Task DeleteOldAsync()
    {
        var now = time.RealNow;
        if (now - deletedAt < BetweenDeletions) return;
        deletedAt = now;
        var before = now - TimeSpan.FromDays(settings.Webhooks.LogDays);
        await deliveries.DeleteOldAsync(before, MaxDeletedAtOnce, CancellationToken.None);
    }
}
