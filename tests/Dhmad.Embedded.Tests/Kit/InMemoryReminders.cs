using System.Collections.Concurrent;

namespace Dhmad.Embedded.Tests;

/// <summary>Reminders that outlive the hosts of one test. It can be told to fail, and tells when it was read.</summary>
public sealed class InMemoryReminders : IReminderTable
{
    private readonly ConcurrentDictionary<(string Grain, string Name), ReminderRow> rows = new();
    private long version;

    /// <summary>What to throw from reads of what comes up, while set.</summary>
    public Exception? FailsWith { get; set; }

    public int Reads { get; private set; }

    public Task<IReadOnlyList<ReminderRow>> ReadStartingAsync(
        DateTimeOffset until, ReminderRow? after, int limit, CancellationToken cancellationToken)
    {
        Reads++;
        if (FailsWith is not null) throw FailsWith;
        IReadOnlyList<ReminderRow> found =
        [
            .. rows.Values.Where(row => row.Start <= until)
                .Where(row => after is null || Order(row, after) > 0)
                .OrderBy(row => row.GrainId, StringComparer.Ordinal).ThenBy(row => row.Name, StringComparer.Ordinal)
                .Take(limit),
        ];
        return Task.FromResult(found);
    }

    public Task<IReadOnlyList<ReminderRow>> ReadOfGrainAsync(string grainId, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ReminderRow>>([.. rows.Values.Where(row => row.GrainId == grainId)]);

    public Task<long> UpsertAsync(
        string grainId, string name, DateTimeOffset start, TimeSpan period, CancellationToken cancellationToken)
    {
        var next = Interlocked.Increment(ref version);
        rows[(grainId, name)] = new ReminderRow(grainId, name, start, period, next);
        return Task.FromResult(next);
    }

    public Task<bool> DeleteAsync(string grainId, string name, long version, CancellationToken cancellationToken)
    {
        if (!rows.TryGetValue((grainId, name), out var row)) return Task.FromResult(true);
        var isSame = row.Version == version;
        if (isSame) rows.TryRemove(new((grainId, name), row));
        return Task.FromResult(isSame);
    }

    private static int Order(ReminderRow row, ReminderRow other)
    {
        var byGrain = string.CompareOrdinal(row.GrainId, other.GrainId);
        return byGrain != 0 ? byGrain : string.CompareOrdinal(row.Name, other.Name);
    }
}
