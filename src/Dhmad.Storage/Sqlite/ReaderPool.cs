using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Dhmad.Storage.Sqlite;

/// <summary>A few connections that read beside the writer, each read on one snapshot.</summary>
internal sealed class ReaderPool(SqliteOptions options) : IDisposable
{
    private readonly SemaphoreSlim free = new(options.Readers);
    private readonly ConcurrentBag<SqliteConnection> idle = [];

    public async Task<T> ReadAsync<T>(Func<Work, Task<T>> read, CancellationToken cancellationToken)
    {
        await free.WaitAsync(cancellationToken);
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

    public void Dispose()
    {
        foreach (var connection in idle) connection.Dispose();
        free.Dispose();
    }

    private async Task<T> ReadOnSnapshotAsync<T>(Func<Work, Task<T>> read)
    {
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
        }
    }
}
