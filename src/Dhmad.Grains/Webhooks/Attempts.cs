using Dhmad.Domain.Webhooks;
using Microsoft.Extensions.Logging;

namespace Dhmad.Grains.Webhooks;

/// <summary>Makes attempts outside any turn, and tells the endpoint's grain how each ended.</summary>
public sealed partial class Attempts(WebhookSender sender, TimeProvider time, ILogger<Attempts> log) : IDisposable
{
    /// <summary>
    /// After this an attempt that was never heard of again is made again. Longer than making one and all the tries to
    /// tell of it.
    /// </summary>
    public static readonly TimeSpan LostAfter = TimeSpan.FromMinutes(2);

    /// <summary>Between tries to tell, while the database is away.</summary>
    private static readonly TimeSpan[] WaitsToTell =
    [
        TimeSpan.FromSeconds(1),
        TimeSpan.FromSeconds(2),
        TimeSpan.FromSeconds(4),
        TimeSpan.FromSeconds(8),
        TimeSpan.FromSeconds(16),
        TimeSpan.FromSeconds(32),
    ];

    /// <summary>Attempts that ended, by the endpoint that is being told.</summary>
    private readonly Dictionary<string, List<EndedAttempt>> toTell = new(StringComparer.Ordinal);

    private CancellationTokenSource stopping = new();

    /// <summary>Starts an attempt and returns at once.</summary>
    public void Start(IWebhookEndpointGrain endpoint, AttemptOrder order)
    {
        // Unsafe is meant: an attempt belongs to its event's trace, and nothing flows along from who woke the endpoint.
        ThreadPool.UnsafeQueueUserWorkItem(
            static one => _ = one.Attempts.MakeAsync(one.endpoint, one.order, one.Token),
            (Attempts: this, endpoint, order, stopping.Token),
            preferLocal: false);
    }

    /// <summary>
    /// Breaks off what runs when this process's grains rest: it is made again where they run next.
    /// </summary>
    public void BreakOff()
    {
        using var before = Interlocked.Exchange(ref stopping, new CancellationTokenSource());
        before.Cancel();
    }

    /// <summary>Breaks off what runs: it is made again after the next start.</summary>
    public void Dispose()
    {
        stopping.Cancel();
        stopping.Dispose();
    }

    private async Task MakeAsync(IWebhookEndpointGrain endpoint, AttemptOrder order, CancellationToken stopping)
    {
        try
        {
            await TellAsync(endpoint, await SendAsync(order, stopping), stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            LogBrokenOff(order.DeliveryId);
        }
    }

    private async Task<EndedAttempt> SendAsync(AttemptOrder order, CancellationToken stopping)
    {
        using var span = DeliveryTelemetry.Start(order);
        try
        {
            var ended = await sender.SendAsync(order, stopping);
            DeliveryTelemetry.Describe(span, ended);
            return ended;
        }
        catch (Exception fault) when (!stopping.IsCancellationRequested)
        {
            // A fault of ours must not stop the schedule, nor be tried again without a pause.
            LogFault(fault, order.DeliveryId);
            return new EndedAttempt(
                order.DeliveryId, order.Number, AttemptTrigger.Scheduled, time.GetUtcNow(), TimeSpan.Zero, null,
                AttemptError.Connect, null, null);
        }
    }

    /// <summary>
    /// What ends while others are told of is told by whoever tells them: it shares their next commit. Given up, all
    /// that wait are made again.
    /// </summary>
    private async Task TellAsync(IWebhookEndpointGrain endpoint, EndedAttempt attempt, CancellationToken stopping)
    {
        var id = endpoint.GetPrimaryKeyString();
        if (!TryBegin(id, attempt, out var waiting)) return;
        try
        {
            for (var failures = 0; failures <= WaitsToTell.Length && Next(id, waiting) is { Length: > 0 } attempts;)
            {
                var isTold = await TryTellAsync(endpoint, attempts, stopping);
                failures = isTold ? 0 : failures + 1;
                if (isTold) Remove(waiting, attempts.Length);
                else if (failures <= WaitsToTell.Length) await Task.Delay(WaitsToTell[failures - 1], time, stopping);
            }
        }
        finally
        {
            End(id, waiting);
        }
    }

    /// <summary>False when that endpoint is being told already.</summary>
    private bool TryBegin(string endpointId, EndedAttempt attempt, out List<EndedAttempt> waiting)
    {
        lock (toTell)
        {
            var isFirst = !toTell.TryGetValue(endpointId, out waiting!);
            if (isFirst) toTell.Add(endpointId, waiting = []);
            waiting.Add(attempt);
            return isFirst;
        }
    }

    /// <summary>All that wait; where nothing does, the next one begins anew.</summary>
    private EndedAttempt[] Next(string endpointId, List<EndedAttempt> waiting)
    {
        lock (toTell)
        {
            if (waiting.Count == 0) toTell.Remove(endpointId);
            return [.. waiting];
        }
    }

    private void Remove(List<EndedAttempt> waiting, int count)
    {
        lock (toTell) waiting.RemoveRange(0, count);
    }

    private void End(string endpointId, List<EndedAttempt> waiting)
    {
        lock (toTell)
        {
            if (toTell.GetValueOrDefault(endpointId) == waiting) toTell.Remove(endpointId);
        }
    }

    private async Task<bool> TryTellAsync(
        IWebhookEndpointGrain endpoint, EndedAttempt[] attempts, CancellationToken stopping)
    {
        try
        {
            await endpoint.Ended(attempts);
            return true;
        }
        catch (Exception failure) when (!stopping.IsCancellationRequested)
        {
            var (why, whole) = Outage.Tell(failure);
            LogNotTold(whole, attempts[0].DeliveryId, why);
            return false;
        }
    }
}
