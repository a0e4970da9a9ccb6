using System.Diagnostics;

namespace Dhmad.Storage.Sqlite;

/// <summary>One waiting write: what it runs, and who waits for its answer.</summary>
internal abstract class QueuedWrite
{
    private const int Waiting = 0;
    private const int Running = 1;
    private const int GivenUp = 2;

    private int state;

    /// <summary>Roughly what it adds to a transaction.</summary>
    public abstract int Bytes { get; }

    /// <summary>
    /// False when the caller gave up before it ran; from a true on, the outcome is the transaction's.
    /// </summary>
    public bool TryStart() => Interlocked.CompareExchange(ref state, Running, Waiting) != GivenUp;

    /// <summary>Whether it runs under a savepoint always, because nothing is known of what it does.</summary>
    public virtual bool NeedsSavepoint => false;

    /// <summary>The recorded span of whoever waits for it; null when there is none.</summary>
    public virtual Activity? Span => null;

    /// <summary>
    /// Runs its statements. False: a guard refused after some were run, undo them.
    /// May run again when a batch failed as a whole.
    /// </summary>
    public abstract bool Run(SqliteWriter writer);

    /// <summary>Gives the answer of the last run, once it is durable or undone.</summary>
    public abstract void Answer();

    public abstract void Fail(Exception failure);

    /// <summary>True when it had not started: nothing of it will be written.</summary>
    protected bool TryGiveUp() => Interlocked.CompareExchange(ref state, GivenUp, Waiting) == Waiting;
}

/// <summary>A write with a result. Answering never runs the caller's code on the writer's thread.</summary>
internal abstract class QueuedWrite<T> : QueuedWrite
{
    private readonly TaskCompletionSource<T> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationToken cancellation;
    private readonly CancellationTokenRegistration registration;

    protected QueuedWrite(CancellationToken cancellation)
    {
        this.cancellation = cancellation;
        registration = cancellation.UnsafeRegister(static write => ((QueuedWrite<T>)write!).GiveUp(), this);
    }

    public Task<T> Task => answer.Task;

    protected T? Result { get; set; }

    public override void Answer()
    {
        registration.Unregister();
        answer.TrySetResult(Result!);
    }

    public override void Fail(Exception failure)
    {
        registration.Unregister();
        answer.TrySetException(failure);
    }

    private void GiveUp()
    {
        if (TryGiveUp()) answer.TrySetCanceled(cancellation);
    }
}
