using System.Threading.Channels;
using Dhmad.Domain.Escrows;
using Dhmad.Storage.Escrows;
using Npgsql;

namespace Dhmad.Storage.Postgres;

/// <summary>
/// Group commit. What waits is written in one transaction of a few statements, each commit as if by itself; a flush
/// carries them all. It never waits for more: under no load a commit leaves at once, under load batches grow. Each of
/// its connections takes its share of all that is to be written, so that none stands still while another does all.
/// </summary>
internal sealed class CommitQueue : IAsyncDisposable
{
    private readonly Channel<QueuedCommit> waiting;
    private readonly PostgresOptions options;
    private readonly Task[] ended;

    private int onTheirWay;

    public CommitQueue(NpgsqlDataSource source, PostgresOptions options, EscrowNumbers numbers)
    {
        this.options = options;
        waiting = Channel.CreateBounded<QueuedCommit>(options.MaxWaiting);
        Writers = [.. Enumerable.Range(0, options.Committers).Select(_ => new BatchWriter(source, numbers))];
        ended = [.. Writers.Select(writer => Task.Run(() => WriteUntilEndAsync(writer)))];
    }

    /// <summary>The writing halves, for tests that look inside or fail them on purpose.</summary>
    internal IReadOnlyList<BatchWriter> Writers { get; }

    /// <exception cref="DatabaseUnavailableException">The queue is full, or the database is closing.</exception>
    public Task<CommitOutcome> EnqueueAsync(QueuedCommit commit)
    {
        if (waiting.Writer.TryWrite(commit)) return commit.Task;
        commit.Fail(new DatabaseUnavailableException(
            waiting.Reader.Completion.IsCompleted || waiting.Reader.Count < options.MaxWaiting
                ? "The database is closing."
                : "Too many writes are waiting for the database."));
        return commit.Task;
    }

    /// <summary>Takes nothing more, writes what waits, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        await Task.WhenAll(ended);
        foreach (var writer in Writers) await writer.DisposeAsync();
    }

    private async Task WriteUntilEndAsync(BatchWriter writer)
    {
        var batch = new List<QueuedCommit>();
        while (batch.Count > 0 || await waiting.Reader.WaitToReadAsync())
        {
            // Whoever was answered just now may have the next commit ready: it goes with this batch, not the one after.
            await Task.Yield();
            Fill(batch);
            if (batch.Count > 0) batch = await WriteAsync(writer, batch);
        }
    }

    /// <summary>Nobody may wait for ever for an answer, and no fault may end the loop.</summary>
    /// <returns>Commits that must come later.</returns>
    private async Task<List<QueuedCommit>> WriteAsync(BatchWriter writer, List<QueuedCommit> batch)
    {
        Interlocked.Add(ref onTheirWay, batch.Count);
        try
        {
            using (CommitTelemetry.StartTransaction(batch, static commit => commit.Prepared.Span))
                return await writer.WriteAsync(batch);
        }
        catch (Exception fault)
        {
            foreach (var commit in batch) commit.Fail(fault);
            return [];
        }
        finally
        {
            Interlocked.Add(ref onTheirWay, -batch.Count);
        }
    }

    /// <summary>Takes its share, within the bounds; what the last batch left over comes first.</summary>
    private void Fill(List<QueuedCommit> batch)
    {
        var all = Volatile.Read(ref onTheirWay) + batch.Count + waiting.Reader.Count;
        var share = Math.Min(options.MaxBatchItems, (all + options.Committers - 1) / options.Committers);
        var bytes = batch.Sum(commit => (long)commit.Prepared.Bytes);
        while (batch.Count < share && (batch.Count == 0 || bytes < options.MaxBatchBytes)
            && waiting.Reader.TryRead(out var commit))
        {
            if (!commit.TryStart()) continue;
            batch.Add(commit);
            bytes += commit.Prepared.Bytes;
        }
    }
}
