using Microsoft.Extensions.Logging;

namespace Dhmad.Embedded;

/// <summary>Keeps the reminders that tick soon in memory and wakes their grains. A tick that falls due while the host
/// runs comes at or after its time; one that fell due while it did not is left out, and the next period's comes.
/// </summary>
internal sealed partial class ReminderClock(
    EmbeddedGrains grains, IReminderTable? table, TimeProvider time, ILogger log) : IDisposable
{
    /// <summary>How far ahead reminders are held in memory.</summary>
    private static readonly TimeSpan Horizon = TimeSpan.FromMinutes(10);

    /// <summary>How often the table is read for what comes up; less than the horizon, so that nothing is missed.
    /// </summary>
    private static readonly TimeSpan RefreshPeriod = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    /// <summary>Rows read at a time.</summary>
    private const int BatchSize = 500;

    /// <summary>Grains woken at a time.</summary>
    private const int MaxTicksAtOnce = 64;

    private readonly Lock gate = new();
    private readonly Dictionary<(string Grain, string Name), ReminderAlarm> alarms = [];
    private readonly SemaphoreSlim ticks = new(MaxTicksAtOnce);
    private CancellationTokenSource? running;
    private ITimer? refresh;
    private DateTimeOffset coveredUntil;
    private Task refreshing = Task.CompletedTask;
    private int busy;

    /// <summary>The reminders cannot be read, which was said.</summary>
    private bool isInterrupted;

    /// <summary>Whether nothing is being read or woken.</summary>
    public bool IsQuiet => Volatile.Read(ref busy) == 0;

    public void Start()
    {
        if (table is null) return;
        var stop = running = new CancellationTokenSource();
        coveredUntil = time.GetUtcNow();
        refresh = time.CreateTimer(
            _ => refreshing = RefreshAsync(stop.Token), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        refreshing = RefreshAsync(stop.Token);
    }

    /// <summary>No tick starts after this.</summary>
    public async Task StopAsync()
    {
        if (running is null) return;
        await running.CancelAsync().ConfigureAwait(false);
        refresh!.Dispose();
        await refreshing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (gate)
        {
            foreach (var alarm in alarms.Values) alarm.Dispose();
            alarms.Clear();
        }
    }

    public void Dispose()
    {
        running?.Dispose();
        refresh?.Dispose();
        ticks.Dispose();
    }

    /// <summary>What an alarm does when it is due.</summary>
    public async Task TickAsync(ReminderAlarm alarm)
    {
        Interlocked.Increment(ref busy);
        await ticks.WaitAsync().ConfigureAwait(false);
        try
        {
            // The row decides, not memory: it may have been changed or deleted since it was read.
            if (IsRunning && await IsCurrentAsync(alarm.Row).ConfigureAwait(false))
                await WakeAsync(alarm.Row).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            var (why, whole) = grains.Tell(failure);
            LogTickFailed(log, TypeOf(alarm.Row), alarm.Row.Name, why, whole);
        }
        finally
        {
            ticks.Release();
        }

        SetNext(alarm);
        Interlocked.Decrement(ref busy);
    }

    private bool IsRunning => running is { IsCancellationRequested: false };

    private async Task<bool> IsCurrentAsync(ReminderRow row)
    {
        var rows = await Table.ReadOfGrainAsync(row.GrainId, CancellationToken.None).ConfigureAwait(false);
        if (rows.Any(current => current.Name == row.Name && current.Version == row.Version)) return true;
        Forget(row);
        return false;
    }

    private static GrainType TypeOf(ReminderRow row) =>
        GrainId.TryParse(row.GrainId, out var grain) ? grain.Type : default;

    private Task WakeAsync(ReminderRow row)
    {
        var status = new TickStatus(row.Start.UtcDateTime, row.Period, time.GetUtcNow().UtcDateTime);
        return grains.GetGrain<IRemindable>(GrainId.Parse(row.GrainId)).ReceiveReminder(row.Name, status);
    }

    private async Task RefreshAsync(CancellationToken stop)
    {
        Interlocked.Increment(ref busy);
        TimeSpan wait;
        do
        {
            var begun = time.GetUtcNow();
            var next = await TryReadAsync(begun + Horizon, stop).ConfigureAwait(false) ? RefreshPeriod : RetryAfter;

            // The clock may have gone on while the table was read.
            wait = begun + next - time.GetUtcNow();
        }
        while (wait <= TimeSpan.Zero && !stop.IsCancellationRequested);

        if (!stop.IsCancellationRequested) refresh!.Change(wait, Timeout.InfiniteTimeSpan);
        Interlocked.Decrement(ref busy);
    }

    private async Task<bool> TryReadAsync(DateTimeOffset until, CancellationToken stop)
    {
        try
        {
            await ReadAsync(until, stop).ConfigureAwait(false);
            if (isInterrupted) LogRefreshed(log);
            isInterrupted = false;
            return true;
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            return true;
        }
        catch (Exception failure)
        {
            var (why, whole) = grains.Tell(failure);
            if (!isInterrupted || whole is not null) LogRefreshFailed(log, why, whole);
            isInterrupted = true;
            return false;
        }
    }

    private async Task ReadAsync(DateTimeOffset until, CancellationToken stop)
    {
        ReminderRow? after = null;
        IReadOnlyList<ReminderRow> rows;
        do
        {
            rows = await Table.ReadStartingAsync(until, after, BatchSize, stop).ConfigureAwait(false);
            foreach (var row in rows)
            {
                // What fell due before the start was missed, and what fell due since then is only late. Up to where
                // the last reading reached, all has been seen to.
                if (!IsKnown(row)) SetAlarm(row, Reminder.TickFrom(row, coveredUntil));
            }

            after = rows is [.., var last] ? last : null;
        }
        while (rows.Count == BatchSize);
        coveredUntil = until;
    }

    private bool IsKnown(ReminderRow row)
    {
        lock (gate) return alarms.ContainsKey((row.GrainId, row.Name));
    }

    private void SetNext(ReminderAlarm alarm)
    {
        lock (gate)
        {
            // While it ticked the grain may have registered it anew, or removed it.
            var isStillSet = alarms.TryGetValue((alarm.Row.GrainId, alarm.Row.Name), out var set) && set == alarm;
            if (isStillSet) SetAlarm(alarm.Row, Reminder.TickFrom(alarm.Row, time.GetUtcNow().AddTicks(1)));
        }
    }

    private void SetAlarm(ReminderRow row, DateTimeOffset due)
    {
        lock (gate)
        {
            if (alarms.Remove((row.GrainId, row.Name), out var before)) before.Dispose();
            if (!IsRunning || due > time.GetUtcNow() + Horizon) return;
            var alarm = new ReminderAlarm(this, row, due, time);
            alarms.Add((row.GrainId, row.Name), alarm);
            alarm.Set();
        }
    }

    private void Forget(ReminderRow row)
    {
        lock (gate)
        {
            if (alarms.TryGetValue((row.GrainId, row.Name), out var alarm) && alarm.Row == row)
            {
                alarm.Dispose();
                alarms.Remove((row.GrainId, row.Name));
            }
        }
    }
}
