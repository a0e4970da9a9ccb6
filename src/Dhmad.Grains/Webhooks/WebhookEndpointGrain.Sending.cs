using Dhmad.Domain.Accounts;
using Dhmad.Domain.Webhooks;
using Dhmad.Storage.Webhooks;

namespace Dhmad.Grains.Webhooks;

/// <summary>
/// Which attempts are made when. They run outside any turn; the grain only counts them, and writes how each ended.
/// </summary>
public sealed partial class WebhookEndpointGrain
{
    /// <summary>Deliveries whose attempt runs now, with its start in real time.</summary>
    private readonly Dictionary<Guid, DateTimeOffset> running = [];

    private IGrainTimer? alarm;

    public Task Nudge() => SendDueAsync();

    public async Task Ended(EndedAttempt attempt)
    {
        if (await FindAsync() is { } stored) await WriteAsync(stored, attempt);
        running.Remove(attempt.DeliveryId);
        await SendDueAsync();
    }

    private async Task WriteAsync(StoredEndpoint stored, EndedAttempt attempt)
    {
        var outcome = attempt.Outcome(time.Now(stored.Endpoint.DeveloperId));
        var verdict = DeliveryDecider.Decide(
            new DeliveryProgress(DeliveryStatus.Pending, attempt.Number),
            outcome,
            stored.Endpoint.FirstFailureAt,
            settings.Webhooks.DisableAfterDays,
            ids.NewChance());
        var after = stored.Endpoint.After(attempt, verdict);
        var mail = verdict.SwitchOff is null ? null : await MailAsync(after);

        this.stored = null;
        var written = await deliveries.WriteAsync(stored, after, attempt, verdict, mail, CancellationToken.None);
        this.stored = written.Endpoint ?? throw ChangedElsewhere();
        if (!written.IsKnown) DeliveryTelemetry.Ended(attempt, verdict);
        if (written.IsKnown || after.IsActive) return;
        LogSwitchedOff(Id, after.DisabledReason);
        await EndBacklogAsync(after);
    }

    /// <summary>Starts what is due and may start, and sets the alarm for what comes next.</summary>
    private async Task SendDueAsync()
    {
        var parallel = settings.Webhooks.ParallelPerEndpoint;
        DropLost();
        if (running.Count >= parallel) return;
        if (await FindAsync() is not { Endpoint.IsSending: true } stored) return;

        // What runs is among them, and one more tells when to look again.
        var next = await deliveries.ListNextAsync(Id, parallel + 1, CancellationToken.None);
        var now = time.Now(stored.Endpoint.DeveloperId);
        foreach (var delivery in next)
        {
            if (running.ContainsKey(delivery.Id)) continue;
            if (delivery.NextAttemptAt > now)
            {
                SetAlarm(delivery.NextAttemptAt - now);
                return;
            }

            if (running.Count >= parallel) return;
            Start(stored, delivery, now);
        }
    }

    private void Start(StoredEndpoint stored, DueDelivery delivery, DateTimeOffset now)
    {
        var realNow = time.RealNow;
        running.Add(delivery.Id, realNow);
        DeliveryTelemetry.Started(delivery.RecordedAt, delivery.AttemptCount + 1, realNow);
        var secrets = stored.Secrets with { Previous = stored.Secrets.PreviousAt(now) };
        attempts.Start(
            this.AsReference<IWebhookEndpointGrain>(),
            new AttemptOrder(
                delivery.Id, delivery.AttemptCount + 1, stored.Endpoint.Url, delivery.Type, delivery.Body, secrets)
            {
                Traceparent = delivery.Traceparent,
            });
    }

    private void SetAlarm(TimeSpan due)
    {
        if (alarm is null) alarm = this.RegisterGrainTimer(SendDueAsync, due, Timeout.InfiniteTimeSpan);
        else alarm.Change(due, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Attempts that were never heard of again give up their places, and are made again.</summary>
    private void DropLost()
    {
        var lost = time.RealNow - Attempts.LostAfter;
        foreach (var (id, startedAt) in running)
        {
            if (startedAt <= lost) running.Remove(id);
        }
    }

    private async Task<Mail?> MailAsync(WebhookEndpoint endpoint) =>
        await store.FindMailAddressAsync(endpoint.DeveloperId, CancellationToken.None) is { } email
            ? WebhookMails.SwitchedOff(endpoint, email, settings.Webhooks.DisableAfterDays, ids, time.RealNow)
            : null;
}
