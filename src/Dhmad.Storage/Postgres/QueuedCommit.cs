using Dhmad.Domain.Escrows;
using Dhmad.Storage.Escrows;

namespace Dhmad.Storage.Postgres;

/// <summary>One waiting commit, and who waits for its answer.</summary>
internal sealed class QueuedCommit
{
    private const int Waiting = 0;
    private const int Running = 1;
    private const int GivenUp = 2;

    private readonly TaskCompletionSource<CommitOutcome> answer =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly CancellationToken cancellation;
    private readonly CancellationTokenRegistration registration;
    private int state;

    public QueuedCommit(PreparedCommit prepared, CancellationToken cancellation)
    {
        Prepared = prepared;
        this.cancellation = cancellation;
        registration = cancellation.UnsafeRegister(static commit => ((QueuedCommit)commit!).GiveUp(), this);
    }

    public PreparedCommit Prepared { get; }

    public EscrowCommit Commit => Prepared.Commit;

    public Task<CommitOutcome> Task => answer.Task;

    /// <summary>It was sent and nobody said what became of it: the rows must be asked.</summary>
    public bool IsUnknown { get; set; }

    /// <summary>
    /// False when the caller gave up before it ran; from a true on, the outcome is the transaction's.
    /// </summary>
    public bool TryStart() => Interlocked.CompareExchange(ref state, Running, Waiting) != GivenUp;

    public void Answer(CommitOutcome outcome)
    {
        registration.Unregister();
        answer.TrySetResult(outcome);
    }

    public void Fail(Exception failure)
    {
        registration.Unregister();
        answer.TrySetException(failure);
    }

    private void GiveUp()
    {
        if (Interlocked.CompareExchange(ref state, GivenUp, Waiting) == Waiting) answer.TrySetCanceled(cancellation);
    }
}
