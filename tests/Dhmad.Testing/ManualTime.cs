namespace Dhmad.Testing;

/// <summary>
/// Time that stands still until it is moved. Moving it fires every timer that becomes due, in order of its time, each
/// seeing its own time as now.
/// </summary>
public sealed class ManualTime(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _now = start;
    private long _created;

    public static readonly DateTimeOffset Start = new(2026, 9, 1, 8, 30, 0, TimeSpan.Zero);

    public ManualTime() : this(Start)
    {
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate) return _now;
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state), Interlocked.Increment(ref _created));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves on by <paramref name="span"/>, firing what becomes due on the way on the calling thread.</summary>
    public void Advance(TimeSpan span) => AdvanceTo(GetUtcNow() + span);

    public void AdvanceTo(DateTimeOffset target)
    {
        while (TakeDue(target) is { } due) due.Fire();
    }

    /// <summary>Moves the clock without firing anything: alarms come late, as after a pause of the process.</summary>
    public void Jump(TimeSpan span)
    {
        lock (_gate) _now += span;
    }

    private ManualTimer? TakeDue(DateTimeOffset target)
    {
        lock (_gate)
        {
            var due = _timers.Where(timer => timer.DueAt <= target)
                .OrderBy(timer => timer.DueAt).ThenBy(timer => timer.Number).FirstOrDefault();
            var until = due?.DueAt ?? target;
            if (until > _now) _now = until;
            due?.Rearm(_now);
            if (due is { DueAt: null }) _timers.Remove(due);
            return due;
        }
    }

    private sealed class ManualTimer(ManualTime time, Action callback, long number) : ITimer
    {
        private TimeSpan _period;

        public DateTimeOffset? DueAt { get; private set; }

        public long Number => number;

        public void Fire() => callback();

        public void Rearm(DateTimeOffset now) => DueAt = _period > TimeSpan.Zero ? now + _period : null;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._gate)
            {
                time._timers.Remove(this);
                _period = period;
                DueAt = dueTime >= TimeSpan.Zero ? time._now + dueTime : null;
                if (DueAt is not null) time._timers.Add(this);
            }

            return true;
        }

        public void Dispose()
        {
            lock (time._gate) time._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
