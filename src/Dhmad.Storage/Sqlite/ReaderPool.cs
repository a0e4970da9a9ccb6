using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Dhmad.Storage.Sqlite;

/// <summary>A few connections that read beside the writer, each read on one snapshot.</summary>
internal sealed class ReaderPool(SqliteOptions options) : IDisposable
{
    /// <summary>A read that cannot start by then is refused: the others hold on too long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim free = new(options.Readers);
    private readonly ConcurrentBag<SqliteConnection> idle = [];
    private volatile bool closed;

    public async Task<T> ReadAsync<T>(Func<Work, Task<T>> read, CancellationToken cancellationToken)
    {
        if (!await free.WaitAsync(Patience, cancellationToken))
            throw new DatabaseUnavailableException("Too many reads are waiting for the database.");
        try
        {
            return await ReadOnSnapshotAsync(read);
        }
        catch (SqliteException failure)
        {
            var known = SqliteFailure.Translate(failure);
            if (known == failure) throw;
            throw known;
        }
        finally
        {
            free.Release();
        }
    }

    /// <summary>Starts no more reads; those that run end on their own, and close what they used.</summary>
    public void Dispose()
    {
        closed = true;
        while (idle.TryTake(out var connection)) connection.Dispose();
    }

    private async Task<T> ReadOnSnapshotAsync<T>(Func<Work, Task<T>> read)
    {
        if (closed) throw new DatabaseUnavailableException("The database is closing.");
        if (!idle.TryTake(out var connection)) connection = SqliteConnections.OpenReader(options);
        var sound = false;
        try
        {
            SqliteConnections.Run(connection, "BEGIN");
            var result = await read(new Work(connection, transaction: null));
            SqliteConnections.Run(connection, "COMMIT");
            sound = true;
            return result;
        }
        finally
        {
            // A connection whose read failed is not trusted again: closing it ends whatever it held.
            if (sound) idle.Add(connection);
            else connection.Dispose();
            if (closed) Dispose();
        }
    }
}
