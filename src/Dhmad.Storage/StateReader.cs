namespace Dhmad.Storage;

/// <summary>
/// Reads escrows' states, those that are asked for at one time together: what leads to a row (a round trip, a snapshot,
/// an index's upper pages) costs many times what the row does.
/// </summary>
internal sealed class StateReader : IAsyncDisposable
{
    /// <summary>Reads at once.</summary>
    public const int AtOnce = 2;

    private readonly Batching<Asked> batches;
    private readonly Func<string[], Task<Dictionary<string, byte[]>>> read;

    /// <param name="read">The states of those of some escrows that exist.</param>
    public StateReader(Func<string[], Task<Dictionary<string, byte[]>>> read)
    {
        this.read = read;
        batches = new Batching<Asked>(AtOnce, AnswerAsync);
    }

    /// <summary>An escrow's state, or null when there is none.</summary>
    /// <exception cref="DatabaseUnavailableException">It cannot be read, or too many wait.</exception>
    public Task<byte[]?> ReadAsync(string escrowId, CancellationToken cancellationToken)
    {
        var asked = new Asked(escrowId);
        if (batches.TryAdd(asked) is { } refused) return Task.FromException<byte[]?>(refused);
        return asked.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Takes nothing more, reads what was asked for, and ends.</summary>
    public ValueTask DisposeAsync() => batches.DisposeAsync();

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
