using Dhmad.Domain.Escrows;
using Dhmad.Storage;

namespace Dhmad.Testing;

/// <summary>When a commit fails.</summary>
public enum FaultPoint
{
    /// <summary>Nothing was written.</summary>
    BeforeCommit,

    /// <summary>Everything was written, and nobody was told.</summary>
    AfterCommit,
}

/// <summary>A database that fails as told: its callers cannot know on which side of the commit.</summary>
public sealed class Faults(Database inner) : Database
{
    private readonly Lock _gate = new();
    private readonly Queue<FaultPoint> _planned = new();
    private int _commits;
    private int _refused;
    private int _reads;

    /// <summary>Escrow commits that were asked for.</summary>
    public int Commits => Volatile.Read(ref _commits);

    /// <summary>Reads that were asked for.</summary>
    public int Reads => Volatile.Read(ref _reads);

    /// <summary>How often the database was asked in vain.</summary>
    public int Refused => Volatile.Read(ref _refused);

    /// <summary>While true nothing can be read or written.</summary>
    public bool IsAway { get; set; }

    /// <summary>The next escrow commit fails like this.</summary>
    public void FailNextCommit(FaultPoint point)
    {
        lock (_gate) _planned.Enqueue(point);
    }

    /// <summary>What was planned and did not come to pass never will.</summary>
    public void ForgetPlans()
    {
        lock (_gate) _planned.Clear();
    }

    public override Task<T> ReadAsync<T>(Func<Work, Task<T>> read, CancellationToken cancellationToken)
    {
        if (IsAway) throw Away();
        Interlocked.Increment(ref _reads);
        return inner.ReadAsync(read, cancellationToken);
    }

    public override Task<T> WriteAsync<T>(Func<Work, Task<T>> write, CancellationToken cancellationToken) =>
        IsAway ? throw Away() : inner.WriteAsync(write, cancellationToken);

    public override Task<T> WriteOnSnapshotAsync<T>(Func<Work, Task<T>> write, CancellationToken cancellationToken) =>
        IsAway ? throw Away() : inner.WriteOnSnapshotAsync(write, cancellationToken);

    public override async Task<CommitOutcome> CommitAsync(EscrowCommit commit, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _commits);
        var fault = Plan();
        if (IsAway || fault == FaultPoint.BeforeCommit) throw Away();
        var outcome = await inner.CommitAsync(commit, cancellationToken);
        return fault == FaultPoint.AfterCommit ? throw Away() : outcome;
    }

    public override ValueTask DisposeAsync() => inner.DisposeAsync();

    private FaultPoint? Plan()
    {
        lock (_gate) return _planned.TryDequeue(out var point) ? point : null;
    }

    private DatabaseUnavailableException Away()
    {
        Interlocked.Increment(ref _refused);
        return new("The database is away, as the test asked.");
    }
}
