using Dhmad.Domain.Payments;
using Dhmad.Grains.Checkout;
using Dhmad.Grains.Escrows;
using Dhmad.Grains.Payments;
using Dhmad.Grains.Webhooks;
using Dhmad.Storage.Checkout;
using Dhmad.Storage.Escrows;
using Dhmad.Storage.Payments;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dhmad.Grains;

/// <summary>
/// Finds what alarms and nudges missed: rows whose time has come. Every node sweeps; what is found twice is done once,
/// because grains look at the row. It judges nothing itself.
/// </summary>
public sealed partial class Sweep(
    IGrainFactory grains,
    EscrowQueries escrows,
    SessionQueries sessions,
    PaymentStore payments,
    RailCall rails,
    EscrowTime escrowTime,
    TimeProvider time,
    ILogger<Sweep> log) : BackgroundService
{
    /// <summary>Due rows are applied within a second.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    /// <summary>Rows read at once; a pass reads on until none is due.</summary>
    public const int MaxRows = 256;

    /// <summary>Pages in one pass; the next pass takes the rest.</summary>
    public const int MaxPages = 64;

    /// <summary>Grains woken, or rails asked, at once.</summary>
    public const int MaxAtOnce = 16;

    private readonly Interruptions interruptions = new(log);

    /// <summary>Takes due clock rows of escrows.</summary>
    public Task SweepEscrowsAsync(CancellationToken cancellationToken) => PassAsync(
        "escrows",
        escrowTime.RealNow,
        (now, skip) => escrows.DueAsync(now, skip, MaxRows, cancellationToken),
        id => grains.GetGrain<IEscrowGrain>(id).Wake(),
        cancellationToken);

    /// <summary>Expires sessions whose time is over.</summary>
    public Task SweepSessionsAsync(CancellationToken cancellationToken) => PassAsync(
        "sessions",
        escrowTime.RealNow,
        (now, skip) => sessions.DueAsync(now, skip, MaxRows, cancellationToken),
        id => grains.GetGrain<ICheckoutSessionGrain>(id.ToString("D")).Wake(),
        cancellationToken);

    /// <summary>Asks rails what became of payments, and gives up those that stay undecided too long.</summary>
    public Task SweepPaymentsAsync(CancellationToken cancellationToken) =>
        CheckPaymentsAsync(TimeSpan.Zero, cancellationToken);

    /// <summary>Dispatches events whose nudge was lost, and wakes endpoints that have something to send.</summary>
    public Task SweepEventsAsync(CancellationToken cancellationToken) => grains.Outbox.Sweep();

    /// <summary>Each kind has a loop of its own, so that a slow rail holds up no deadline.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.WhenAll(
            RepeatAsync("escrows", SweepEscrowsAsync, stoppingToken),
            RepeatAsync("sessions", SweepSessionsAsync, stoppingToken),
            RepeatAsync("events", SweepEventsAsync, stoppingToken),
            CheckPaymentsUntilEndAsync(stoppingToken));
    }

    /// <summary>
    /// Whoever was asking a rail in this process when it ended is gone: at first, payments need not wait their minute.
    /// In a cluster another process may be asking right now, which does no harm: a look-up charges nobody, and may come
    /// before the start that it asks about.
    /// </summary>
    private async Task CheckPaymentsUntilEndAsync(CancellationToken stopping)
    {
        await SurviveAsync("payments", token => CheckPaymentsAsync(PaymentClock.LookUpAfter, token), stopping);
        await RepeatAsync("payments", SweepPaymentsAsync, stopping);
    }

    private Task CheckPaymentsAsync(TimeSpan ahead, CancellationToken cancellationToken) => PassAsync(
        "payments",
        escrowTime.RealNow + ahead,
        (now, skip) => payments.DueAsync(now, skip, MaxRows, cancellationToken),
        payment => CheckPaymentAsync(payment, cancellationToken),
        cancellationToken);

    private async Task CheckPaymentAsync(Payment payment, CancellationToken cancellationToken)
    {
        var settled = (await rails.LookUpAsync(payment, cancellationToken)).Payment;
        if (PaymentClock.IsUndecided(settled) && PaymentClock.IsVoidDue(settled, escrowTime.RealNow))
            settled = (await rails.VoidAsync(settled, cancellationToken)).Payment;
        LogPaymentChecked(payment.Id, settled.Status);
    }

    /// <summary>
    /// One look at everything that is due now; rows that fail stay due, and are passed over until the next look.
    /// </summary>
    private async Task PassAsync<T>(
        string kind,
        DateTimeOffset now,
        Func<DateTimeOffset, int, Task<IReadOnlyList<T>>> due,
        Func<T, Task> wake,
        CancellationToken cancellationToken)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = MaxAtOnce, CancellationToken = cancellationToken };
        var failed = 0;
        for (var page = 0; page < MaxPages; page++)
        {
            var rows = await due(now, failed);
            await Parallel.ForEachAsync(rows, options, async (row, _) =>
            {
                if (!await TryWakeAsync(kind, row, wake, cancellationToken)) Interlocked.Increment(ref failed);
            });
            if (rows.Count < MaxRows) break;
        }

        if (failed == 0) interruptions.End(Waking(kind));
    }

    private async Task<bool> TryWakeAsync<T>(
        string kind, T row, Func<T, Task> wake, CancellationToken stopping)
    {
        try
        {
            await wake(row);
            return true;
        }
        catch (Exception failure) when (!stopping.IsCancellationRequested)
        {
            if (!interruptions.TryTell(Waking(kind), failure)) LogWakeFailed(failure);
            return false;
        }
    }

    private async Task RepeatAsync(string kind, Func<CancellationToken, Task> pass, CancellationToken stopping)
    {
        using var ticks = new PeriodicTimer(Period, time);
        while (!stopping.IsCancellationRequested)
        {
            await SurviveAsync(
                kind,
                async token =>
                {
                    await ticks.WaitForNextTickAsync(token);
                    await pass(token);
                },
                stopping);
        }
    }

    /// <summary>Nothing but the end of the process ends a sweep.</summary>
    private async Task SurviveAsync(string kind, Func<CancellationToken, Task> pass, CancellationToken stopping)
    {
        try
        {
            await pass(stopping);
            interruptions.End(Sweeping(kind));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            LogStopped(kind);
        }
        catch (Exception failure)
        {
            if (!interruptions.TryTell(Sweeping(kind), failure)) LogPassFailed(failure, kind);
        }
    }

    private static string Sweeping(string kind) => $"looking for due {kind}";

    private static string Waking(string kind) => $"waking due {kind}";
}
