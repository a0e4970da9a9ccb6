using Orleans.Storage;

namespace Dhmad.Embedded;

/// <summary>One grain in memory: its object, its requests, and the one thread at a time that runs them. It is the
/// synchronization context of its code, which is how an await comes back to it.</summary>
internal sealed partial class Activation : SynchronizationContext, IThreadPoolWorkItem, IGrainContext
{
    /// <summary>Turns run before other activations get the thread.</summary>
    private const int MaxTurnsInARow = 64;

    private static ExecutionContext? clean;

    private readonly Lock gate = new();
    private readonly EmbeddedGrains grains;
    private readonly GrainClass grainClass;
    private readonly Turnstile turnstile = new();
    private Continuation? firstContinuation;
    private Continuation? lastContinuation;
    private bool scheduled;

    public Activation(EmbeddedGrains grains, GrainClass grainClass, GrainId id)
    {
        this.grains = grains;
        this.grainClass = grainClass;
        GrainId = id;
    }

    public GrainId GrainId { get; }

    /// <summary>What logs and exceptions call it: keys of grains name people, or open what they name.</summary>
    public GrainType Type => GrainId.Type;

    public EmbeddedGrains Grains => grains;

    public GrainReference GrainReference => grains.Reference(grainClass.MainInterface, GrainId);

    public object? GrainInstance => grain;

    public IServiceProvider ActivationServices => grains.ServiceProvider;

    /// <summary>Whether nothing runs or waits here.</summary>
    public bool IsQuiet
    {
        get
        {
            lock (gate)
                return turnstile.IsEmpty && !scheduled && state is ActivationState.Active or ActivationState.Ended;
        }
    }

    /// <summary>Throws unless the calling code runs in a turn of this activation.</summary>
    public void RequireTurn()
    {
        if (Current != this)
            throw new InvalidOperationException("This can only be asked for inside the grain, in one of its turns.");
    }

    /// <summary>Queues a request. False: this activation has ended, so ask the next.</summary>
    public bool TryEnqueue(Request request)
    {
        lock (gate)
        {
            if (state == ActivationState.Ended) return false;
            if (request.CountsAsUse) lastUsed = grains.Heartbeat.Now;
            if (turnstile.IsFull)
            {
                request.Fail(
                    new OrleansMessageRejectionException($"Too many requests wait for a grain of type {Type}."));
                return true;
            }

            LookBy(state == ActivationState.New ? grains.Heartbeat.Now + 1 : request.Deadline);
            if (!turnstile.Add(request) || scheduled) return true;
            scheduled = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
        return true;
    }

    /// <summary>Queues the rest of a method that awaited.</summary>
    public override void Post(SendOrPostCallback d, object? state)
    {
        var continuation = new Continuation(d, state);
        lock (gate)
        {
            if (lastContinuation is null) firstContinuation = continuation;
            else lastContinuation.Next = continuation;
            lastContinuation = continuation;
            if (scheduled) return;
            scheduled = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
    }

    /// <summary>Takes over what waited at the activation before this one; call <see cref="Wake"/> when it is known.
    /// </summary>
    public void Inherit(List<Request> requests)
    {
        foreach (var request in requests) turnstile.Add(request);
        LookBy(grains.Heartbeat.Now + 1);
    }

    /// <summary>Sees to it that a thread comes by.</summary>
    public void Wake()
    {
        lock (gate)
        {
            if (scheduled) return;
            scheduled = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
    }

    /// <summary>Runs at once inside the activation; from outside it would block a thread, so it is refused.</summary>
    public override void Send(SendOrPostCallback d, object? state)
    {
        RequireTurn();
        d(state);
    }

    public override SynchronizationContext CreateCopy() => this;

    void IThreadPoolWorkItem.Execute()
    {
        clean ??= ExecutionContext.Capture();
        SetSynchronizationContext(this);
        try
        {
            for (var turn = 0; turn < MaxTurnsInARow; turn++)
            {
                if (!RunTurn()) return;
            }
        }
        finally
        {
            SetSynchronizationContext(null);
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private bool RunTurn()
    {
        Continuation? continuation;
        Request? request = null;
        var lifecycle = false;
        lock (gate)
        {
            continuation = TakeContinuation();
            if (continuation is null) request = TakeRequest();
            if (continuation is null && request is null) lifecycle = TryNextState();
            scheduled = continuation is not null || request is not null || lifecycle;
        }

        if (continuation is not null) Run(continuation);
        else if (request is not null) Start(request);
        else if (lifecycle) _ = state == ActivationState.Activating ? ActivateAsync() : DeactivateAsync();
        else return false;
        return true;
    }

    private Continuation? TakeContinuation()
    {
        var taken = firstContinuation;
        firstContinuation = taken?.Next;
        if (firstContinuation is null) lastContinuation = null;
        return taken;
    }

    private Request? TakeRequest()
    {
        while (MayStartRequests && turnstile.StartNext() is { } request)
        {
            if (!request.IsAnswered) return request;
            turnstile.End(request);
        }

        return null;
    }

    private void Run(Continuation continuation)
    {
        try
        {
            continuation.Run();
        }
        catch (Exception escaped)
        {
            var (why, whole) = grains.Tell(escaped);
            LogEscaped(grains.Log, Type, why, whole);
        }
    }

    private void Start(Request request)
    {
        request.Activation = this;
        ExecutionContext.Run(request.Context ?? clean!, static started => Begin((Request)started!), request);
    }

    private static void Begin(Request request)
    {
        var activation = request.Activation!;
        Task running;
        try
        {
            running = request.Invoke(activation.grain!);
        }
        catch (Exception thrown)
        {
            running = Task.FromException(thrown);
        }

        if (running.IsCompleted) activation.End(request, running);
        else _ = activation.EndAfterAsync(request, running);
    }

    private async Task EndAfterAsync(Request request, Task running)
    {
        await running.ConfigureAwait(
            ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        End(request, running);
    }

    private void End(Request request, Task ended)
    {
        // An activation whose own state was changed by another must not answer one more request from memory.
        var thrown = ended.Exception?.InnerException;
        if (thrown is InconsistentStateException conflict && conflict.Owner == this)
            Deactivate(new(DeactivationReasonCode.ApplicationError, thrown, "Its state was changed by another."));

        if (!request.Finish(ended) && thrown is not null)
        {
            var (why, whole) = grains.Tell(thrown);
            LogUnheard(grains.Log, request, why, whole);
        }

        lock (gate)
        {
            turnstile.End(request);
            if (request.CountsAsUse) lastUsed = grains.Heartbeat.Now;
        }
    }
}
