using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Dhmad.Storage.Sqlite;

/// <summary>
/// Group commit. One thread writes whatever waits in one transaction, each item under its own savepoint, as if one
/// after another; a flush carries them all. It never waits for more: under no load an item leaves at once, under load
/// batches grow by themselves.
/// </summary>
internal sealed class CommitQueue : IAsyncDisposable
{
    private readonly BlockingCollection<QueuedWrite> _waiting;
    private readonly SqliteWriter _writer;
    private readonly SqliteOptions _options;
    private readonly List<QueuedWrite> _batch = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private QueuedWrite? _next;

    public CommitQueue(SqliteConnection connection, SqliteOptions options)
    {
        _options = options;
        _waiting = new BlockingCollection<QueuedWrite>(options.MaxWaiting);
        _writer = new SqliteWriter(connection);
        new Thread(WriteUntilEnd) { IsBackground = true, Name = "commit queue" }.Start();
    }

    /// <summary>Called on the writer's thread around each COMMIT. Tests crash there, or throw as a failing disk would.</summary>
    internal Action<CommitPoint>? AtPoint { get; set; }

    /// <summary>Transactions committed so far.</summary>
    internal long Transactions { get; private set; }

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
            if (!TryWriteTogether()) WriteOneByOne();
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

    /// <summary>False: the transaction failed as a whole and nothing of it is written.</summary>
    private bool TryWriteTogether()
    {
        if (_batch.Count == 0) return true;
        try
        {
            _writer.Begin();
        }
        catch (SqliteException failure)
        {
            foreach (var item in _batch) item.Fail(SqliteFailure.Translate(failure));
            return true;
        }

        var failures = new Exception?[_batch.Count];
        try
        {
            for (var index = 0; index < _batch.Count; index++) failures[index] = RunItem(_batch[index]);
            Commit();
        }
        catch (Exception failure) when (failure is SqliteException or TransactionLostException)
        {
            _writer.RollBack();
            return false;
        }

        for (var index = 0; index < _batch.Count; index++) AnswerItem(_batch[index], failures[index]);
        return true;
    }

    private void WriteOneByOne()
    {
        foreach (var item in _batch)
        {
            try
            {
                _writer.Begin();
                var failure = RunItem(item);
                Commit();
                AnswerItem(item, failure);
            }
            catch (TransactionLostException lost)
            {
                item.Fail(SqliteFailure.Translate(lost.InnerException!));
            }
            catch (SqliteException failure)
            {
                _writer.RollBack();
                item.Fail(new DatabaseUnavailableException("The commit failed.", SqliteFailure.Translate(failure)));
            }
        }
    }

    /// <summary>Runs one item; its failure undoes only what it did itself.</summary>
    private Exception? RunItem(QueuedWrite item)
    {
        _writer.Save();
        try
        {
            if (item.Run(_writer)) _writer.Keep();
            else _writer.Undo();
            return null;
        }
        catch (Exception failure)
        {
            if (!_writer.InTransaction) throw new TransactionLostException(failure);
            _writer.Undo();
            return failure;
        }
    }

    private void Commit()
    {
        AtPoint?.Invoke(CommitPoint.BeforeCommit);
        _writer.Commit();
        Transactions++;
        AtPoint?.Invoke(CommitPoint.AfterCommit);
    }

    private static void AnswerItem(QueuedWrite item, Exception? failure)
    {
        if (failure is null) item.Answer();
        else item.Fail(SqliteFailure.Translate(failure));
    }

    /// <summary>An error for which SQLite rolled the whole transaction back, the other items included.</summary>
    private sealed class TransactionLostException(Exception cause) : Exception(cause.Message, cause);
}
