using Dhmad.Domain.Escrows;
using Dhmad.Storage.Checkout;

namespace Dhmad.Storage;

/// <summary>
/// The one way to the rows, whatever database keeps them. Reads see one consistent snapshot; writes are atomic and
/// durable once answered. Expected refusals are values; <see cref="DatabaseUnavailableException"/> means the outcome is
/// unknown or nothing could be done.
/// </summary>
public abstract class Database : IAsyncDisposable
{
    internal const string StateOfEscrow = "SELECT state FROM escrows WHERE id = @escrowId";

    /// <summary>How many scripts brought the schema up to date when it was opened.</summary>
    public int AppliedScripts { get; internal init; }

    /// <summary>Runs queries on one consistent snapshot.</summary>
    /// <exception cref="DatabaseUnavailableException">The database cannot be reached or read.</exception>
    public abstract Task<T> ReadAsync<T>(Func<Work, Task<T>> read, CancellationToken cancellationToken);

    /// <summary>Runs one query, which is a snapshot by itself: on PostgreSQL half the way of a read.</summary>
    /// <exception cref="DatabaseUnavailableException">The database cannot be reached or read.</exception>
    public virtual Task<T> QueryAsync<T>(Func<Work, Task<T>> query, CancellationToken cancellationToken) =>
        ReadAsync(query, cancellationToken);

    /// <summary>
    /// Runs one atomic write, in one transaction with whatever else is waiting. An exception undoes only this write and
    /// reaches the caller. It may be run again alone when its batch fails as a whole, so it must have no outside
    /// effects and must wait for nothing but its own statements.
    /// </summary>
    /// <exception cref="DatabaseUnavailableException">
    /// Too many writes are waiting, or the outcome is unknown.
    /// </exception>
    public abstract Task<T> WriteAsync<T>(Func<Work, Task<T>> write, CancellationToken cancellationToken);

    /// <summary>
    /// Runs one statement that writes, atomic by itself: on PostgreSQL a third of the way of a write. It may run twice,
    /// and must then change nothing more.
    /// </summary>
    /// <exception cref="DatabaseUnavailableException">
    /// Too many writes are waiting, or the outcome is unknown.
    /// </exception>
    public virtual Task<T> WriteOneAsync<T>(Func<Work, Task<T>> write, CancellationToken cancellationToken) =>
        WriteAsync(write, cancellationToken);

    /// <summary>
    /// The same for one row that nobody else writes at that time: on PostgreSQL it shares a message, and a flush, with
    /// others that come at one time, and would let them wait for whoever has locked it.
    /// </summary>
    /// <param name="args">
    /// Its properties are the parameters, as for <see cref="Work"/>; the first two tell the row from others.
    /// </param>
    /// <returns>How many rows it changed.</returns>
    /// <exception cref="DatabaseUnavailableException">
    /// Too many writes are waiting, or the outcome is unknown.
    /// </exception>
    public virtual Task<int> WriteTogetherAsync<T>(string sql, T args, CancellationToken cancellationToken)
        where T : class =>
        WriteAsync(work => work.ExecuteAsync(sql, args), cancellationToken);

    /// <summary>
    /// A write at snapshot isolation, for what is written often: on PostgreSQL it loses only against somebody who
    /// changed the same row. What it read may change before it ends, unless it asked for it with
    /// <see cref="Work.ForShareOf"/>.
    /// </summary>
    /// <exception cref="DatabaseUnavailableException">
    /// Too many writes are waiting, or the outcome is unknown.
    /// </exception>
    public virtual Task<T> WriteOnSnapshotAsync<T>(Func<Work, Task<T>> write, CancellationToken cancellationToken) =>
        WriteAsync(write, cancellationToken);

    /// <summary>A write without a result.</summary>
    public Task WriteAsync(Func<Work, Task> write, CancellationToken cancellationToken) =>
        WriteAsync(
            async work =>
            {
                await write(work);
                return true;
            },
            cancellationToken);

    /// <summary>Returns when the database answers and holds our schema, and is no replica that only reads.</summary>
    /// <exception cref="DatabaseUnavailableException">It cannot be reached, read or written.</exception>
    public virtual Task PingAsync(CancellationToken cancellationToken) =>
        QueryAsync(work => work.FirstAsync<long>("SELECT count(*) FROM schema_migrations"), cancellationToken);

    /// <summary>
    /// An escrow's state as bytes, or null when there is none: what the first call of every grain waits for.
    /// </summary>
    /// <exception cref="DatabaseUnavailableException">The database cannot be reached or read.</exception>
    public virtual Task<byte[]?> StateAsync(string escrowId, CancellationToken cancellationToken) =>
        ReadAsync(work => work.FirstAsync<byte[]>(StateOfEscrow, new { escrowId }), cancellationToken);

    /// <summary>Writes a new session if its escrow is still as it was judged.</summary>
    /// <returns>Done, Conflict (another version) or ClaimLost.</returns>
    /// <exception cref="DatabaseUnavailableException">
    /// Too many writes are waiting, or the outcome is unknown.
    /// </exception>
    public virtual Task<CommitOutcome> OpenSessionAsync(SessionOpening opening, CancellationToken cancellationToken) =>
        Refused.AsOutcomeAsync(() => WriteAsync(opening.WriteAsync, cancellationToken));

    /// <summary>
    /// Writes an escrow's commit, all of it or nothing (<see cref="EscrowCommit"/>); the fast path of the commit queue.
    /// </summary>
    /// <exception cref="InvariantBrokenException">
    /// The commit contradicts itself or the books; nothing is written.
    /// </exception>
    /// <exception cref="DatabaseUnavailableException">
    /// Too many writes are waiting, or the outcome is unknown.
    /// </exception>
    public abstract Task<CommitOutcome> CommitAsync(EscrowCommit commit, CancellationToken cancellationToken);

    /// <summary>Whether what is flushed reaches the disk; a PostgreSQL server can be told not to.</summary>
    /// <exception cref="DatabaseUnavailableException">The database cannot be reached.</exception>
    internal virtual Task<bool> ReachesDiskAsync(CancellationToken cancellationToken) => Task.FromResult(true);

    public abstract ValueTask DisposeAsync();
}
