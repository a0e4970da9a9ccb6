using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Dhmad.Storage.Sqlite;

/// <summary>
/// Group commit. One thread writes whatever waits in one transaction, each item as if by itself; a flush carries them
/// all. It never waits for more: under no load an item leaves at once, under load batches grow by themselves.
/// </summary>
internal sealed class CommitQueue : IAsyncDisposable
{
    private readonly BlockingCollection<QueuedWrite> _waiting;
    private readonly BatchWriter _writer;
    private readonly SqliteOptions _options;
    private readonly List<QueuedWrite> _batch = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private QueuedWrite? _next;

    public CommitQueue(SqliteConnection connection, SqliteOptions options)
    {
        _options = options;
        _waiting = new BlockingCollection<QueuedWrite>(options.MaxWaiting);
        _writer = new BatchWriter(new SqliteWriter(connection));
        new Thread(WriteUntilEnd) { IsBackground = true, Name = "commit queue" }.Start();
    }

    /// <summary>The writing half, for tests that look inside or fail it on purpose.</summary>
    internal BatchWriter Writer => _writer;

    /// <exception cref="DatabaseUnavailableException">The queue is full, or the database is closing.</exception>
    public Task<T> EnqueueAsync<T>(QueuedWrite<T> write)
    {
        try
        {
            if (!_waiting.TryAdd(write))
                write.Fail(new DatabaseUnavailableException("Too many writes are waiting for the database."));
        }
        catch (InvalidOperationException closing)
        {
            write.Fail(new DatabaseUnavailableException("The database is closing.", closing));
        }

        return write.Task;
    }

    /// <summary>Takes nothing more, writes what waits, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.CompleteAdding();
        await _ended.Task;
        _waiting.Dispose();
    }

    private void WriteUntilEnd()
    {
        while (TakeBatch())
        {
            _writer.Write(_batch);
            _batch.Clear();
        }

        _writer.Dispose();
        _ended.SetResult();
    }

    /// <summary>Waits for one item and takes all others that are there, within the bounds.</summary>
    private bool TakeBatch()
    {
        var bytes = 0L;
        var item = _next;
        _next = null;
        if (item is null && !_waiting.TryTake(out item, Timeout.Infinite)) return false;
        do
        {
            if (_batch.Count > 0 && bytes + item.Bytes > _options.MaxBatchBytes)
            {
                _next = item;
                break;
            }

            if (!item.TryStart()) continue;
            _batch.Add(item);
            bytes += item.Bytes;
        }
        while (_batch.Count < _options.MaxBatchItems && _waiting.TryTake(out item));
        return true;
    }
}
