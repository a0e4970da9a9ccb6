using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Dhmad.Storage.Sqlite;

/// <summary>A few connections that read beside the writer, each read on one snapshot.</summary>
internal sealed class ReaderPool(SqliteOptions options) : IDisposable
{
    /// <summary>A read that cannot start by then is refused: the others hold on too long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim free = new(options.Readers);
    private readonly ConcurrentBag<SqliteReader> idle = [];
    private volatile bool closed;

    public Task<T> ReadAsync<T>(Func<Work, Task<T>> read, CancellationToken cancellationToken) => UseAsync(
        async reader =>
        {
            reader.Begin();
            var result = await read(new Work(reader.Connection, transaction: null));
            reader.End();
            return result;
        },
        cancellationToken);

    public Task<Dictionary<string, byte[]>> StatesAsync(string[] escrowIds) =>
        UseAsync(reader => Task.FromResult(reader.States(escrowIds)), CancellationToken.None);

    /// <summary>Starts no more reads; those that run end on their own, and close what they used.</summary>
    public void Dispose()
    {
        closed = true;
        while (idle.TryTake(out var reader)) reader.Dispose();
    }

    private async Task<T> UseAsync<T>(Func<SqliteReader, Task<T>> use, CancellationToken cancellationToken)
    {
        if (!await free.WaitAsync(Patience, cancellationToken))
            throw new DatabaseUnavailableException("Too many reads are waiting for the database.");
        try
        {
            return await UseFreeAsync(use);
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

    private async Task<T> UseFreeAsync<T>(Func<SqliteReader, Task<T>> use)
    {
        if (closed) throw new DatabaseUnavailableException("The database is closing.");
        if (!idle.TryTake(out var reader)) reader = new SqliteReader(options);
        var sound = false;
        try
        {
            var result = await use(reader);
            sound = true;
            return result;
        }
        finally
        {
            // A connection whose read failed is not trusted again: closing it ends whatever it held.
            if (sound) idle.Add(reader);
            else reader.Dispose();
            if (closed) Dispose();
        }
    }
}
