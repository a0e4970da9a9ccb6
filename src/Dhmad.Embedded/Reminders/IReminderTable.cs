namespace Dhmad.Embedded;

/// <summary>Where reminders are kept. One row per grain id and name; each method is atomic by itself. Ticks write
/// nothing: rows change only when a grain registers or unregisters.</summary>
public interface IReminderTable
{
    /// <summary>At most <paramref name="limit"/> rows that start at or before <paramref name="until"/>, in ordinal
    /// order of grain id and name, beginning after the row <paramref name="after"/> when given (which may be gone by
    /// then). Wants an index on the start.</summary>
    Task<IReadOnlyList<ReminderRow>> ReadStartingAsync(
        DateTimeOffset until, ReminderRow? after, int limit, CancellationToken cancellationToken);

    /// <summary>All rows of one grain, in any order.</summary>
    Task<IReadOnlyList<ReminderRow>> ReadOfGrainAsync(string grainId, CancellationToken cancellationToken);

    /// <summary>Inserts or replaces the row of this grain and name, and returns its new version, which differs from
    /// the one it replaces.</summary>
    Task<long> UpsertAsync(
        string grainId, string name, DateTimeOffset start, TimeSpan period, CancellationToken cancellationToken);

    /// <summary>Deletes the row if it has this version. False: a row with another version is there. True: it is gone,
    /// also when it was gone before.</summary>
    Task<bool> DeleteAsync(string grainId, string name, long version, CancellationToken cancellationToken);
}
