namespace Dhmad.Embedded;

/// <summary>One tick of one reminder, to come at its time or after, never before.</summary>
internal sealed class ReminderAlarm(ReminderClock clock, ReminderRow row, DateTimeOffset due, TimeProvider time)
    : IDisposable
{
    private ITimer? timer;

    public ReminderRow Row { get; } = row;

    public void Set()
    {
        using (ExecutionContext.IsFlowSuppressed() ? null : (AsyncFlowControl?)ExecutionContext.SuppressFlow())
            timer = time.CreateTimer(
                static self => ((ReminderAlarm)self!).Ring(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        timer.Change(Remaining(), Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => timer?.Dispose();

    private void Ring()
    {
        // Timers and the clock are not one thing: a timer may come a moment before the time it was set to.
        if (Remaining() > TimeSpan.Zero) timer!.Change(Remaining(), Timeout.InfiniteTimeSpan);
        else _ = clock.TickAsync(this);
    }

    private TimeSpan Remaining()
    {
        var remaining = due - time.GetUtcNow();
        return remaining <= TimeSpan.Zero
            ? TimeSpan.Zero
            : TimeSpan.FromMilliseconds(Math.Ceiling(remaining.TotalMilliseconds));
    }
}
