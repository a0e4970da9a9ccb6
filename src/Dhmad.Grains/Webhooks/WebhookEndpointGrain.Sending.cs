using Dhmad.Domain.Accounts;
using Dhmad.Domain.Webhooks;
using Dhmad.Storage.Webhooks;

namespace Dhmad.Grains.Webhooks;

/// <summary>
/// Which attempts are made when. They run outside any turn; the grain only counts them, and writes how each ended.
/// </summary>
public sealed partial class WebhookEndpointGrain
{
    /// <summary>How many deliveries are looked for, for each attempt that may run.</summary>
    private const int Ahead = 3;

    /// <summary>Deliveries whose attempt runs, or is not written yet, with its start in real time.</summary>
    private readonly Dictionary<Guid, DateTimeOffset> running = [];

    /// <summary>Those of them whose attempt has ended.</summary>
    private readonly HashSet<Guid> ended = [];

    /// <summary>What was found due and has no place yet.</summary>
    private readonly Queue<DueDelivery> waiting = [];

    private IGrainTimer? alarm;

    public Task Nudge() => SendDueAsync();

    public async Task Ended(EndedAttempt[] attempts)
    {
        StartWaiting(attempts);
        IReadOnlyList<EndedAttempt> left = attempts;
        while (left.Count > 0 && await FindAsync() is { } stored) left = await WriteAsync(stored, left);
        foreach (var attempt in attempts) Forget(attempt.DeliveryId);
        await SendDueAsync();
    }

    /// <summary>
    /// While it is written how attempts ended, others run in their places; not where one failed, which may mean that
    /// none is to be made.
    /// </summary>
    private void StartWaiting(EndedAttempt[] attempts)
    {
        ended.UnionWith(attempts.Select(attempt => attempt.DeliveryId).Where(running.ContainsKey));
        if (stored is not { Endpoint.IsSending: true }) return;
        var now = time.Now(stored.Endpoint.DeveloperId);
        if (!attempts.All(attempt => attempt.Outcome(now).IsSuccess)) return;
        while (HasPlace && waiting.TryDequeue(out var delivery)) Start(stored, delivery, now);
    }

    /// <returns>Those that are still to be written.</returns>
    private async Task<IReadOnlyList<EndedAttempt>> WriteAsync(
        StoredEndpoint stored, IReadOnlyList<EndedAttempt> attempts)
    {
        var (after, judged) = Judge(stored.Endpoint, attempts);
        var mail = judged[^1].Verdict.SwitchOff is null ? null : await MailAsync(after);
        this.stored = null;
        var written = await deliveries.WriteAsync(stored, after, judged, mail, CancellationToken.None);
        this.stored = written.Endpoint ?? throw ChangedElsewhere();
        if (written.Known.Count > 0) return [.. attempts.Where((_, place) => !written.Known.Contains(place))];

        foreach (var one in judged) DeliveryTelemetry.Ended(one.Attempt, one.Verdict);
        if (!after.IsActive)
        {
            LogSwitchedOff(Id, after.DisabledReason);
            await EndBacklogAsync(after);
        }

        return [.. attempts.Skip(judged.Count)];
    }

    /// <summary>
    /// Each as it came after those before it, up to one that switches the endpoint off: with it the others end.
    /// </summary>
    private (WebhookEndpoint After, IReadOnlyList<JudgedAttempt> Attempts) Judge(
        WebhookEndpoint endpoint, IReadOnlyList<EndedAttempt> attempts)
    {
        var now = time.Now(endpoint.DeveloperId);
        var judged = new List<JudgedAttempt>(attempts.Count);
        foreach (var attempt in attempts)
        {
            var verdict = DeliveryDecider.Decide(
                new DeliveryProgress(DeliveryStatus.Pending, attempt.Number),
                attempt.Outcome(now),
                endpoint.FirstFailureAt,
                settings.Webhooks.DisableAfterDays,
                ids.NewChance());
            judged.Add(new JudgedAttempt(attempt, verdict));
            endpoint = endpoint.After(attempt, verdict);
            if (verdict.SwitchOff is not null) break;
        }

        return (endpoint, judged);
    }

    private bool HasPlace => running.Count - ended.Count < settings.Webhooks.ParallelPerEndpoint;

    /// <summary>Starts what is due and may start, and sets the alarm for what comes next.</summary>
    private async Task SendDueAsync()
    {
        DropLost();
        if (!HasPlace) return;
        if (await FindAsync() is not { Endpoint.IsSending: true } stored) return;

        // What runs is among them, and one more tells when to look again.
        var next = await deliveries.ListNextAsync(
            Id, Math.Max(running.Count, Ahead * settings.Webhooks.ParallelPerEndpoint) + 1, CancellationToken.None);
        var now = time.Now(stored.Endpoint.DeveloperId);
        waiting.Clear();
        foreach (var delivery in next)
        {
            if (running.ContainsKey(delivery.Id)) continue;
            if (delivery.NextAttemptAt > now)
            {
                SetAlarm(delivery.NextAttemptAt - now);
                return;
            }

            if (HasPlace) Start(stored, delivery, now);
            else waiting.Enqueue(delivery);
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
            if (startedAt <= lost) Forget(id);
        }
    }

    private void Forget(Guid deliveryId)
    {
        running.Remove(deliveryId);
        ended.Remove(deliveryId);
    }

    private async Task<Mail?> MailAsync(WebhookEndpoint endpoint) =>
        await store.FindMailAddressAsync(endpoint.DeveloperId, CancellationToken.None) is { } email
            ? WebhookMails.SwitchedOff(endpoint, email, settings.Webhooks.DisableAfterDays, ids, time.RealNow)
            : null;
}
