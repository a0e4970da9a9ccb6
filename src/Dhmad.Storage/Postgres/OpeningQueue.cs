using Dhmad.Domain.Escrows;
using Dhmad.Storage.Checkout;
using Dhmad.Storage.Postgres.Commits;
using Npgsql;

namespace Dhmad.Storage.Postgres;

/// <summary>
/// Opens sessions that are asked for at one time in one transaction of one message, assuming that all escrows are as
/// they were judged. Where one is not, or the connection breaks, each is written by itself and gets its own answer.
/// </summary>
internal sealed class OpeningQueue : IAsyncDisposable
{
    private const int AtOnce = 2;

    private readonly NpgsqlDataSource source;
    private readonly Func<SessionOpening, Task<CommitOutcome>> writeAlone;
    private readonly Batching<Queued> batches;
    private readonly Lock access = new();

    /// <param name="writeAlone">Writes one that may have been written, by a message whose answer was lost.</param>
    public OpeningQueue(NpgsqlDataSource source, Func<SessionOpening, Task<CommitOutcome>> writeAlone)
    {
        (this.source, this.writeAlone) = (source, writeAlone);
        batches = new Batching<Queued>(AtOnce, WriteAsync);
    }

    /// <summary>Sessions that were written together so far, and the messages it took. For tests.</summary>
    public (long Sessions, long Messages) Together { get; private set; }

    /// <returns>Done, Conflict (another version) or ClaimLost.</returns>
    /// <exception cref="DatabaseUnavailableException">The outcome is unknown, or too many wait.</exception>
    public Task<CommitOutcome> EnqueueAsync(SessionOpening opening)
    {
        if (opening.Idempotency is { } record) IdempotencyStore.JudgeSealed(record);
        var queued = new Queued(opening);
        return batches.TryAdd(queued) is { } refused ? Task.FromException<CommitOutcome>(refused) : queued.Task;
    }

    /// <summary>Takes nothing more, writes what waits, and ends.</summary>
    public ValueTask DisposeAsync() => batches.DisposeAsync();

    private async Task WriteAsync(IReadOnlyList<Queued> together)
    {
        try
        {
            if (await TryWriteTogetherAsync(together)) Answer(together);
            else await Task.WhenAll(together.Select(WriteAloneAsync));
        }
        catch (Exception failure)
        {
            foreach (var queued in together) queued.Fail(failure);
        }
    }

    /// <returns>False when what came of it, if anything, each must find out for itself.</returns>
    /// <exception cref="DatabaseUnavailableException">There is no connection.</exception>
    private async Task<bool> TryWriteTogetherAsync(IReadOnlyList<Queued> together)
    {
        var rows = new OpeningRows();
        foreach (var queued in together) rows.Add(queued.Opening);
        await using var connection = await PostgresConnections.TakeAsync(source);
        try
        {
            await rows.WriteAsync(connection);
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }

    private void Answer(IReadOnlyList<Queued> together)
    {
        lock (access) Together = (Together.Sessions + together.Count, Together.Messages + 1);
        foreach (var queued in together) queued.Answer(CommitOutcome.Done);
    }

    private async Task WriteAloneAsync(Queued queued)
    {
        try
        {
            queued.Answer(await writeAlone(queued.Opening));
        }
        catch (Exception failure)
        {
            queued.Fail(failure);
        }
    }

    /// <summary>One that waits to be written, and who waits for its answer.</summary>
    private sealed class Queued(SessionOpening opening)
    {
        private readonly TaskCompletionSource<CommitOutcome> answer =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        public SessionOpening Opening => opening;

        public Task<CommitOutcome> Task => answer.Task;

        public void Answer(CommitOutcome outcome) => answer.TrySetResult(outcome);

        public void Fail(Exception failure) => answer.TrySetException(failure);
    }
}
