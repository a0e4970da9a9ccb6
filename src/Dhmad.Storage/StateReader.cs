using System.Threading.Channels;

namespace Dhmad.Storage;

/// <summary>
/// Reads escrows' states, those that are asked for at one time together: what leads to a row (a round trip, a snapshot,
/// an index's upper pages) costs many times what the row does.
/// It never waits for more: under no load a read leaves at once, under load they share.
/// </summary>
internal sealed class StateReader : IAsyncDisposable
{
    /// <summary>Reads at once: one is on its way while another is answered.</summary>
    public const int AtOnce = 2;

    private const int MaxTogether = 64;
    private const int MaxWaiting = 4096;

    private readonly Channel<Asked> waiting = Channel.CreateBounded<Asked>(MaxWaiting);
    private readonly Func<string[], Task<Dictionary<string, byte[]>>> read;
    private readonly Task[] ended;

    /// <param name="read">The states of those of some escrows that exist.</param>
    public StateReader(Func<string[], Task<Dictionary<string, byte[]>>> read)
    {
        this.read = read;
        ended = [.. Enumerable.Range(0, AtOnce).Select(_ => Task.Run(ReadUntilEndAsync))];
    }

    /// <summary>An escrow's state, or null when there is none.</summary>
    /// <exception cref="DatabaseUnavailableException">It cannot be read, or too many wait.</exception>
    public Task<byte[]?> ReadAsync(string escrowId, CancellationToken cancellationToken)
    {
        var asked = new Asked(escrowId);
        if (waiting.Writer.TryWrite(asked)) return asked.Task.WaitAsync(cancellationToken);
        return Task.FromException<byte[]?>(new DatabaseUnavailableException(
            waiting.Reader.Completion.IsCompleted || waiting.Reader.Count < MaxWaiting
                ? "The database is closing."
                : "Too many reads are waiting for the database."));
    }

    /// <summary>Takes nothing more, reads what was asked for, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        await Task.WhenAll(ended);
    }

    private async Task ReadUntilEndAsync()
    {
        var together = new List<Asked>();
        while (await waiting.Reader.WaitToReadAsync())
        {
            await Task.Yield();
            while (together.Count < MaxTogether && waiting.Reader.TryRead(out var asked)) together.Add(asked);
            if (together.Count > 0) await AnswerAsync(together);
            together.Clear();
        }
    }

    /// <summary>What cannot be read fails alone, unless nothing can be.</summary>
    private async Task AnswerAsync(IReadOnlyList<Asked> together)
    {
        try
        {
            var states = await read([.. together.Select(asked => asked.EscrowId)]);
            foreach (var asked in together) asked.Answer(states.GetValueOrDefault(asked.EscrowId));
        }
        catch (Exception failure) when (together.Count == 1 || failure is DatabaseUnavailableException)
        {
            foreach (var asked in together) asked.Fail(failure);
        }
        catch (Exception)
        {
            foreach (var asked in together) await AnswerAsync([asked]);
        }
    }

    /// <summary>One that is waited for, and who waits.</summary>
    private sealed class Asked(string escrowId)
    {
        private readonly TaskCompletionSource<byte[]?> answer =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string EscrowId => escrowId;

        public Task<byte[]?> Task => answer.Task;

        public void Answer(byte[]? state) => answer.TrySetResult(state);

        public void Fail(Exception failure) => answer.TrySetException(failure);
    }
}
