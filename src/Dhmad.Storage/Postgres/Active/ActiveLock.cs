using Npgsql;

namespace Dhmad.Storage.Postgres.Active;

/// <summary>
/// Which of several processes on one database is the active one: the one whose connection holds a lock of the server.
/// It says so many times a second, and who waits for the lock ends the connections of a holder that has gone silent.
/// A thread of its own does this, so that a busy process is not taken for a dead one.
/// </summary>
public sealed class ActiveLock : IAsyncDisposable
{
    /// <summary>Between signs of life, and between looks whether the lock is free.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    /// <summary>A look that comes later than this after the one before counts for nothing.</summary>
    private static readonly TimeSpan LongestGap = 4 * Period;

    /// <summary>What was told to end needs a moment.</summary>
    private static readonly TimeSpan WhileEnding = TimeSpan.FromMilliseconds(10);

    private readonly Lock gate = new();
    private readonly TimeProvider time;
    private readonly TimeSpan silence;
    private readonly NpgsqlDataSource source;
    private readonly SilenceWatch watch;
    private readonly AutoResetEvent bell = new(initialState: false);
    private readonly TaskCompletionSource looked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile TaskCompletionSource<CancellationToken>? waiting;
    private volatile TaskCompletionSource<bool>? listening;
    private volatile CancellationTokenSource? held;
    private LockConnection? connection;
    private long signedAt;
    private volatile bool isClosed;
    private int closed;

    /// <param name="options">The same as the database's, so that all connections of the process are known as its own.
    /// </param>
    /// <param name="silence">After this without a sign of life a holder is ended.</param>
    /// <param name="time">Of the machine.</param>
    /// <exception cref="DatabaseRefusedException">The text is no connection string.</exception>
    public ActiveLock(PostgresOptions options, TimeSpan silence, TimeProvider time)
    {
        (this.time, this.silence) = (time, silence);
        source = PostgresConnections.ForLock(options);
        watch = new SilenceWatch(silence, LongestGap, time);
        new Thread(RunUntilClosed) { IsBackground = true, Name = "active lock" }.Start();
    }

    /// <summary>Ends with the first look that <see cref="TakeAsync"/> led to, whatever it found.</summary>
    public Task Looked => looked.Task;

    /// <summary>How many silent processes this one has ended.</summary>
    public int Ended { get; private set; }

    /// <summary>Why the lock was lost, or could not be asked for.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>
    /// Whether this process holds the lock and said so lately. False does not mean that it is lost: ask
    /// <see cref="NextSignAsync"/>.
    /// </summary>
    public bool IsFresh => held is not null && time.GetElapsedTime(Volatile.Read(ref signedAt)) < silence;

    /// <summary>Waits until this process holds the lock, and keeps it from then on.</summary>
    /// <returns>Cancelled when the lock is lost; take it again when all that relied on it has ended.</returns>
    public async Task<CancellationToken> TakeAsync(CancellationToken cancellationToken)
    {
        Task<CancellationToken> taken;
        lock (gate)
        {
            waiting ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            taken = waiting.Task;
        }

        bell.Set();
        return await taken.WaitAsync(cancellationToken);
    }

    /// <summary>Whether the next sign of life finds the lock still held. An answer that lay unread while this process
    /// stood still is no sign.</summary>
    public Task<bool> NextSignAsync()
    {
        lock (gate)
        {
            if (held is null) return Task.FromResult(false);
            listening ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            return listening.Task;
        }
    }

    /// <summary>Lets the lock go.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref closed, 1) == 1) return;
        isClosed = true;
        bell.Set();
        await ended.Task;
        await source.DisposeAsync();
        bell.Dispose();
    }

    private void RunUntilClosed()
    {
        while (!isClosed)
        {
            var wait = Period;
            try
            {
                wait = LookOrBeat();
            }
            catch (Exception failure)
            {
                Failure = failure;
                Lose();
                looked.TrySetResult();
            }

            bell.WaitOne(wait);
        }

        Lose();
        ended.SetResult();
    }

    /// <summary>Returns how long to wait before the next.</summary>
    private TimeSpan LookOrBeat()
    {
        var asked = time.GetTimestamp();
        if (held is not null)
        {
            connection!.Beat();
            Sign(asked);
            return Period;
        }

        if (waiting is null) return Period;
        connection ??= LockConnection.Open(source);
        if (connection.TryTake())
        {
            Hold(asked);
            return Period;
        }

        looked.TrySetResult();
        if (connection.Find() is not { } holder || !watch.IsSilent(holder.Sign)) return Period;
        if (connection.End(holder) > 0) Ended++;
        return WhileEnding;
    }

    private void Hold(long asked)
    {
        Volatile.Write(ref signedAt, asked);
        lock (gate)
        {
            held = new CancellationTokenSource();
            waiting!.SetResult(held.Token);
            waiting = null;
        }

        looked.TrySetResult();
    }

    private void Sign(long sent)
    {
        Volatile.Write(ref signedAt, sent);
        if (listening is null || !IsFresh) return;
        lock (gate)
        {
            listening?.SetResult(true);
            listening = null;
        }
    }

    private void Lose()
    {
        CancellationTokenSource? lost;
        lock (gate)
        {
            (lost, held) = (held, null);
            listening?.SetResult(false);
            listening = null;
        }

        // Whoever hears of it works on another thread: this one goes on to close the connection.
        if (lost is not null) ThreadPool.UnsafeQueueUserWorkItem(static one => one.Cancel(), lost, preferLocal: false);
        connection?.Dispose();
        connection = null;
    }
}
