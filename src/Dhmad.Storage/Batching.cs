using System.Threading.Channels;

namespace Dhmad.Storage;

/// <summary>
/// Takes what waits together: all that came while the last batch was on its way is the next one. It never waits for
/// more: under no load each leaves at once, under load they share.
/// </summary>
internal sealed class Batching<T> : IAsyncDisposable
    where T : class
{
    private const int MaxTogether = 64;
    private const int MaxWaiting = 4096;

    private readonly Channel<T> waiting = Channel.CreateBounded<T>(MaxWaiting);
    private readonly Func<IReadOnlyList<T>, Task> take;
    private readonly Task[] ended;

    /// <param name="atOnce">Batches at once: one is on its way while another is answered.</param>
    /// <param name="take">Answers each of a batch, and never throws.</param>
    public Batching(int atOnce, Func<IReadOnlyList<T>, Task> take)
    {
        this.take = take;
        ended = [.. Enumerable.Range(0, atOnce).Select(_ => Task.Run(TakeUntilEndAsync))];
    }

    /// <summary>Null when it waits; else why not.</summary>
    public DatabaseUnavailableException? TryAdd(T item) => waiting.Writer.TryWrite(item)
        ? null
        : new DatabaseUnavailableException(
            waiting.Reader.Completion.IsCompleted || waiting.Reader.Count < MaxWaiting
                ? "The database is closing."
                : "Too many calls are waiting for the database.");

    /// <summary>Takes nothing more, ends what waits, and then itself.</summary>
    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        await Task.WhenAll(ended);
    }

    private async Task TakeUntilEndAsync()
    {
        var together = new List<T>();
        while (await waiting.Reader.WaitToReadAsync())
        {
            await Task.Yield();
            while (together.Count < MaxTogether && waiting.Reader.TryRead(out var item)) together.Add(item);
            if (together.Count > 0) await take(together);
            together.Clear();
        }
    }
}
