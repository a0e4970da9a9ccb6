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

    private async Task TellAsync(IWebhookEndpointGrain endpoint, EndedAttempt attempt, CancellationToken stopping)
    {
        foreach (var wait in WaitsToTell)
        {
            if (await TryTellAsync(endpoint, attempt, stopping)) return;
            await Task.Delay(wait, time, stopping);
        }

        await TryTellAsync(endpoint, attempt, stopping);
    }

    private async Task<bool> TryTellAsync(
        IWebhookEndpointGrain endpoint, EndedAttempt attempt, CancellationToken stopping)
    {
        try
        {
            await endpoint.Ended(attempt);
            return true;
        }
        catch (Exception failure) when (!stopping.IsCancellationRequested)
        {
            LogNotTold(failure, attempt.DeliveryId);
            return false;
        }
    }
}
