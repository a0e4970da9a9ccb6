namespace Dhmad.Embedded.Tests;

/// <summary>Grain state that outlives the hosts of one test.</summary>
public sealed class InMemoryStates : IGrainStateTable
{
    private readonly Lock gate = new();
    private readonly Dictionary<(string State, string Key), GrainStateRow> rows = [];

    /// <summary>What to throw from writes, while set.</summary>
    public Exception? FailsWith { get; set; }

    /// <summary>When set, writes wait for it, and <see cref="Writing"/> counts them.</summary>
    public Task? WritesWaitFor { get; set; }

    public int Writing { get; private set; }

    public int MostWriting { get; private set; }

    public GrainStateRow? Row(string stateName, string key)
    {
        lock (gate) return rows.GetValueOrDefault((stateName, key));
    }

    public Task<GrainStateRow?> ReadAsync(string stateName, string key, CancellationToken cancellationToken) =>
        Task.FromResult(Row(stateName, key));

    public async Task<long?> WriteAsync(
        string stateName, string key, string json, long? version, CancellationToken cancellationToken)
    {
        MostWriting = Math.Max(MostWriting, ++Writing);
        await (WritesWaitFor ?? Task.CompletedTask);
        Writing--;
        if (FailsWith is not null) throw FailsWith;
        return Put(stateName, key, json, version);
    }

    public Task<long?> ClearAsync(string stateName, string key, long version, CancellationToken cancellationToken) =>
        Task.FromResult(Put(stateName, key, null, version));

    private long? Put(string stateName, string key, string? json, long? version)
    {
        lock (gate)
        {
            if (rows.GetValueOrDefault((stateName, key))?.Version != version) return null;
            var next = (version ?? 0) + 1;
            rows[(stateName, key)] = new GrainStateRow(json, next);
            return next;
        }
    }
}
