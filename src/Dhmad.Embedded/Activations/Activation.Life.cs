namespace Dhmad.Embedded;

/// <content>How it begins, when it is idle, and how it ends.</content>
internal sealed partial class Activation
{
    /// <summary>How long activating and deactivating may each take.</summary>
    private static readonly int LifecycleBeats = Heartbeat.Beats(TimeSpan.FromSeconds(30));

    /// <summary>No look is due.</summary>
    private const int Never = int.MaxValue;

    private object? grain;
    private List<GrainTimer>? timers;
    private TaskCompletionSource? deactivated;
    private Action? giveUp;
    private DeactivationReason leavingFor;
    private bool isLeaving;
    private bool isDraining;
    private volatile ActivationState state;
    private int stateSince;
    private int lastUsed;
    private int keepUntil;
    private int nextLook = Never;

    public Task Deactivated
    {
        get
        {
            lock (gate)
            {
                if (state == ActivationState.Ended) return Task.CompletedTask;
                deactivated ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
                return deactivated.Task;
            }
        }
    }

    private bool MayStartRequests => state == ActivationState.Active && (!isLeaving || isDraining);

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default) =>
        // One that asks while it activates must serve who woke it, or it would be made again and again.
        Leave(deactivationReason, drain: state < ActivationState.Active);

    /// <summary>Ends the activation when nothing runs or waits any more.</summary>
    public Task Drain(DeactivationReason reason)
    {
        var ended = Deactivated;
        Leave(reason, drain: true);
        return ended;
    }

    /// <summary>Keeps the activation from being idle for at least this long; zero or less takes that back.</summary>
    public void DelayDeactivation(TimeSpan atLeast)
    {
        lock (gate)
        {
            keepUntil = atLeast <= TimeSpan.Zero ? 0 : grains.Heartbeat.Deadline(atLeast);
            LookBy(grains.Heartbeat.Now + 1);
        }
    }

    public IGrainTimer RegisterTimer(Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        RequireTurn();
        if (state is not (ActivationState.Activating or ActivationState.Active))
            throw new InvalidOperationException($"A grain of type {Type} is ending, so it takes no timer.");
        var timer = new GrainTimer(this, callback, options);
        lock (gate) (timers ??= []).Add(timer);
        return timer;
    }

    public void Remove(GrainTimer timer)
    {
        lock (gate) timers?.Remove(timer);
    }

    /// <summary>What time does to it: callers stop waiting, the unused leave, the stuck are given up.</summary>
    public void OnBeat(int beat)
    {
        List<Request>? overdue = null;
        bool isUnused, isStuck;
        lock (gate)
        {
            // It was asked for an earlier look meanwhile, which came and set the next.
            if (nextLook != beat || state == ActivationState.Ended) return;
            nextLook = Never;
            isUnused = IsUnused(beat);
            if (state != ActivationState.Active || !turnstile.IsEmpty)
            {
                overdue = turnstile.Overdue(beat);
                LookBy(beat + 1);
            }

            isStuck = state != ActivationState.Active && beat - stateSince > LifecycleBeats;
        }

        if (isUnused) Deactivate(new(DeactivationReasonCode.ActivationIdle, "It was not used."));
        foreach (var request in overdue ?? [])
        {
            LogOverdue(grains.Log, request);
            request.Fail(new TimeoutException($"{request} got no answer in time; it may still run."));
        }

        if (isStuck) GiveUpIfStuck();
    }

    /// <summary>Ends at once without deactivating: everybody who waits gets this exception.</summary>
    public void Abandon(Exception reason)
    {
        List<Request>? unanswered;
        lock (gate)
        {
            if (state == ActivationState.Ended) return;
            state = ActivationState.Ended;
            unanswered = turnstile.Overdue(int.MaxValue);
        }

        grains.Forget(this);
        foreach (var request in unanswered ?? []) request.Fail(reason);
        StopTimers();
        deactivated?.TrySetResult();
    }

    private bool TryNextState()
    {
        var next = state switch
        {
            ActivationState.New => ActivationState.Activating,
            ActivationState.Active when MayEnd => ActivationState.Deactivating,
            var same => same,
        };
        if (next == state) return false;
        state = next;
        stateSince = grains.Heartbeat.Now;
        LookBy(stateSince + 1);
        return true;
    }

    /// <summary>Whether it is idle for long enough; if it is idle but not for long, it is looked at when it will be.
    /// </summary>
    private bool IsUnused(int beat)
    {
        if (state != ActivationState.Active || !turnstile.IsEmpty) return false;
        if (grainClass.IdleBeats is not { } age) return false;
        var due = Math.Max(lastUsed + age + 1, keepUntil);
        if (beat >= due) return true;
        LookBy(due);
        return false;
    }

    /// <summary>Has it looked at on this beat, unless it is looked at sooner. The lock is held.</summary>
    private void LookBy(int beat)
    {
        if (beat < nextLook) nextLook = grains.Rounds.Add(beat, this);
    }

    private bool MayEnd => isLeaving && !turnstile.HasRunning && !(isDraining && turnstile.HasWaiting);

    private async Task ActivateAsync()
    {
        var limit = new CancellationTokenSource();
        giveUp = limit.Cancel;
        try
        {
            var (made, states) = grainClass.Make(this);
            grain = made;
            foreach (var stored in states) await stored.ReadStateAsync();
            await made.OnActivateAsync(limit.Token);
        }
        catch (Exception failure)
        {
            var (why, whole) = grains.Tell(failure);
            LogActivationFailed(grains.Log, Type, why, whole);
            Abandon(failure);
            await DisposeGrainAsync();
            return;
        }

        lock (gate)
        {
            giveUp = null;
            lastUsed = grains.Heartbeat.Now;
            if (state == ActivationState.Activating) state = ActivationState.Active;
        }
    }

    private async Task DeactivateAsync()
    {
        StopTimers();
        var limit = new CancellationTokenSource();
        giveUp = limit.Cancel;
        try
        {
            await ((IGrainBase)grain!).OnDeactivateAsync(leavingFor, limit.Token);
        }
        catch (Exception failure)
        {
            var (why, whole) = grains.Tell(failure);
            LogDeactivationFailed(grains.Log, Type, leavingFor, why, whole);
        }

        await DisposeGrainAsync();
        MakeWay();
    }

    private async Task DisposeGrainAsync()
    {
        try
        {
            if (grain is IAsyncDisposable later) await later.DisposeAsync();
            else if (grain is IDisposable now) now.Dispose();
        }
        catch (Exception failure)
        {
            var (why, whole) = grains.Tell(failure);
            LogDeactivationFailed(grains.Log, Type, leavingFor, why, whole);
        }
    }

    /// <summary>Ends, and leaves what waits to the next activation.</summary>
    private void MakeWay()
    {
        List<Request> waiting;
        lock (gate)
        {
            if (state == ActivationState.Ended) return;
            state = ActivationState.Ended;
            waiting = turnstile.TakeWaiting();
        }

        grains.Replace(this, waiting.FindAll(request => request.OutlivesActivation));
        deactivated?.TrySetResult();
    }

    private void Leave(DeactivationReason reason, bool drain)
    {
        lock (gate)
        {
            if (isLeaving || state >= ActivationState.Deactivating) return;
            isLeaving = true;
            isDraining = drain;
            leavingFor = reason;
        }

        Wake();
    }

    private void GiveUpIfStuck()
    {
        var stuck = state;
        if (stuck is not (ActivationState.Activating or ActivationState.Deactivating)) return;
        LogStuck(grains.Log, Type, stuck);
        if (giveUp is { } cancel) Post(_ => cancel(), null);
        if (stuck == ActivationState.Activating)
            Abandon(new TimeoutException($"A grain of type {Type} did not activate in time."));
        else MakeWay();
    }

    private void StopTimers()
    {
        GrainTimer[] stopping;
        lock (gate) stopping = timers?.ToArray() ?? [];
        foreach (var timer in stopping) timer.Dispose();
    }
}
