using System.Collections.Concurrent;
using Dhmad.Storage.Escrows;
using Microsoft.Data.Sqlite;

namespace Dhmad.Storage.Sqlite;

/// <summary>
/// Group commit. One thread writes whatever waits in one transaction, each item as if by itself; a flush carries them
/// all. It never waits for more: under no load an item leaves at once, under load batches grow by themselves.
/// </summary>
internal sealed class CommitQueue : IAsyncDisposable
{
    private readonly BlockingCollection<QueuedWrite> waiting;
    private readonly BatchWriter writer;
    private readonly SqliteOptions options;
    private readonly Checkpointer? checkpointer;
    private readonly List<QueuedWrite> batch = [];
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private QueuedWrite? next;

    /// <param name="checkpointer">None: the writing connection moves its log itself.</param>
    public CommitQueue(SqliteConnection connection, SqliteOptions options, Checkpointer? checkpointer = null)
    {
        (this.options, this.checkpointer) = (options, checkpointer);
        waiting = new BlockingCollection<QueuedWrite>(options.MaxWaiting);
        writer = new BatchWriter(new SqliteWriter(connection));
        new Thread(WriteUntilEnd) { IsBackground = true, Name = "commit queue" }.Start();
    }

    /// <summary>The writing half, for tests that look inside or fail it on purpose.</summary>
    internal BatchWriter Writer => writer;

    /// <exception cref="DatabaseUnavailableException">The queue is full, or the database is closing.</exception>
    public Task<T> EnqueueAsync<T>(QueuedWrite<T> write)
    {
        try
        {
            if (!waiting.TryAdd(write))
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
        waiting.CompleteAdding();
        await ended.Task;
        waiting.Dispose();
    }

    private void WriteUntilEnd()
    {
        while (TakeBatch())
        {
            using (CommitTelemetry.StartTransaction(batch, static write => write.Span)) writer.Write(batch);
            batch.Clear();
            checkpointer?.AfterBatch(writer.Connection);
        }

        writer.Dispose();
        checkpointer?.Dispose();
        ended.SetResult();
    }

    /// <summary>Waits for one item and takes all others that are there, within the bounds.</summary>
    private bool TakeBatch()
    {
        var bytes = 0L;
        var item = next;
        next = null;
        if (item is null && !waiting.TryTake(out item, Timeout.Infinite)) return false;
        do
        {
            if (batch.Count > 0 && bytes + item.Bytes > options.MaxBatchBytes)
            {
                next = item;
                break;
            }

            if (!item.TryStart()) continue;
            batch.Add(item);
            bytes += item.Bytes;
        }
        while (batch.Count < options.MaxBatchItems && waiting.TryTake(out item));
        return true;
    }
}
