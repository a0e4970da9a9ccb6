namespace Dhmad.Embedded;

/// <summary>A timer of an activation. The next tick is armed when a tick ends, so ticks never pile up.</summary>
internal sealed class GrainTimer : IGrainTimer
{
    private readonly Lock gate = new();
    private readonly Activation activation;
    private readonly Func<CancellationToken, Task> callback;
    private readonly bool interleaves;
    private readonly CancellationTokenSource stopped = new();
    private readonly ITimer timer;
    private TimeSpan nextIn;
    private TimeSpan period;
    private bool isTicking;

    public GrainTimer(
        Activation activation,
        Func<CancellationToken, Task> callback,
        GrainTimerCreationOptions options)
    {
        this.activation = activation;
        this.callback = callback;
        interleaves = options.Interleave;
        KeepsAlive = options.KeepAlive;
        period = options.Period;
        using (NoFlow())
            timer = activation.Grains.GrainTime.CreateTimer(
                static self => ((GrainTimer)self!).OnDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Change(options.DueTime, options.Period);
    }

    public bool KeepsAlive { get; }

    public bool IsStopped => stopped.IsCancellationRequested;

    public GrainType Grain => activation.Type;

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        ThrowIfNegative(dueTime, nameof(dueTime));
        ThrowIfNegative(period, nameof(period));
        lock (gate)
        {
            nextIn = dueTime;
            this.period = period;
            if (!isTicking) timer.Change(dueTime, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        if (IsStopped) return;
        timer.Dispose();
        activation.Remove(this);
        stopped.Cancel();
    }

    public Task Tick() => callback(stopped.Token);

    /// <summary>Sets the next tick, when one has ended.</summary>
    public void Rearm()
    {
        lock (gate)
        {
            isTicking = false;
            if (!IsStopped) timer.Change(nextIn, Timeout.InfiniteTimeSpan);
        }
    }

    private void OnDue()
    {
        lock (gate)
        {
            if (isTicking || IsStopped) return;
            isTicking = true;
            nextIn = period;
        }

        activation.TryEnqueue(new TimerTick(this)
        {
            AlwaysInterleave = interleaves,
            ReadOnly = false,
            Deadline = Request.Never,
            Context = null,
        });
    }

    // The timer outlives the call that makes it, and must not carry that call's context along.
    private static AsyncFlowControl? NoFlow() =>
        ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();

    private static void ThrowIfNegative(TimeSpan time, string name)
    {
        if (time < TimeSpan.Zero && time != Timeout.InfiniteTimeSpan) throw new ArgumentOutOfRangeException(name);
    }
}
