using Npgsql;

namespace Dhmad.Storage.Postgres;

/// <summary>
/// Writes what is asked for at one time in one message, which is one transaction and one flush. Where one of it fails,
/// or the connection breaks, each is written by itself and gets its own answer.
/// </summary>
internal sealed class MessageQueue<TItem, TAnswer> : IAsyncDisposable
{
    private const int AtOnce = 2;

    private readonly NpgsqlDataSource source;
    private readonly Func<NpgsqlConnection, IReadOnlyList<TItem>, Task<IReadOnlyList<TAnswer>>> writeTogether;
    private readonly Func<TItem, Task<TAnswer>> writeAlone;
    private readonly Batching<Queued> batches;
    private readonly Lock access = new();

    /// <param name="writeTogether">Writes all, or nothing and throws. Answers in the order of what was given.</param>
    /// <param name="writeAlone">Writes one that may have been written, by a message whose answer was lost.</param>
    public MessageQueue(
        NpgsqlDataSource source,
        Func<NpgsqlConnection, IReadOnlyList<TItem>, Task<IReadOnlyList<TAnswer>>> writeTogether,
        Func<TItem, Task<TAnswer>> writeAlone)
    {
        (this.source, this.writeTogether, this.writeAlone) = (source, writeTogether, writeAlone);
        batches = new Batching<Queued>(AtOnce, WriteAsync);
    }

    /// <summary>What was written together so far, and the messages it took. For tests.</summary>
    public (long Items, long Messages) Together { get; private set; }

    /// <exception cref="DatabaseUnavailableException">The outcome is unknown, or too many wait.</exception>
    public Task<TAnswer> EnqueueAsync(TItem item)
    {
        var queued = new Queued(item);
        return batches.TryAdd(queued) is { } refused ? Task.FromException<TAnswer>(refused) : queued.Task;
    }

    /// <summary>Takes nothing more, writes what waits, and ends.</summary>
    public ValueTask DisposeAsync() => batches.DisposeAsync();

    private async Task WriteAsync(IReadOnlyList<Queued> together)
    {
        try
        {
            if (await TryWriteTogetherAsync(together) is { } answers) Answer(together, answers);
            else await Task.WhenAll(together.Select(WriteAloneAsync));
        }
        catch (Exception failure)
        {
            foreach (var queued in together) queued.Fail(failure);
        }
    }

    /// <returns>Null when what came of it, if anything, each must find out for itself.</returns>
    /// <exception cref="DatabaseUnavailableException">There is no connection.</exception>
    private async Task<IReadOnlyList<TAnswer>?> TryWriteTogetherAsync(IReadOnlyList<Queued> together)
    {
        await using var connection = await PostgresConnections.TakeAsync(source);
        try
        {
            using var replica = new ReplicaWait(connection);
            var answers = await writeTogether(connection, [.. together.Select(queued => queued.Item)]);
            replica.ThrowIfGivenUp();
            return answers;
        }
        catch (Exception)
        {
            return null;
        }
    }

    private void Answer(IReadOnlyList<Queued> together, IReadOnlyList<TAnswer> answers)
    {
        lock (access) Together = (Together.Items + together.Count, Together.Messages + 1);
        for (var at = 0; at < answers.Count; at++) together[at].Answer(answers[at]);
    }

    private async Task WriteAloneAsync(Queued queued)
    {
        try
        {
            queued.Answer(await writeAlone(queued.Item));
        }
        catch (Exception failure)
        {
            queued.Fail(failure);
        }
    }

    /// <summary>One that waits to be written, and who waits for its answer.</summary>
    private sealed class Queued(TItem item)
    {
        private readonly TaskCompletionSource<TAnswer> answer =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TItem Item => item;

        public Task<TAnswer> Task => answer.Task;

        public void Answer(TAnswer with) => answer.TrySetResult(with);

        public void Fail(Exception failure) => answer.TrySetException(failure);
    }
}
