using Dhmad.Embedded;
using Dhmad.Storage;

namespace Dhmad.Silo.Embedded;

/// <summary>The embedded host's reminders, kept in our database.</summary>
internal sealed class ReminderRows(ReminderStore store) : IReminderTable
{
    public async Task<IReadOnlyList<ReminderRow>> ReadStartingAsync(
        DateTimeOffset until, ReminderRow? after, int limit, CancellationToken cancellationToken)
    {
        (string, string)? behind = after is null ? null : (after.GrainId, after.Name);
        return RowsOf(await store.StartingAsync(until, behind, limit, cancellationToken));
    }

    public async Task<IReadOnlyList<ReminderRow>> ReadOfGrainAsync(
        string grainId, CancellationToken cancellationToken) =>
        RowsOf(await store.OfGrainAsync(grainId, cancellationToken));

    public Task<long> UpsertAsync(
        string grainId, string name, DateTimeOffset start, TimeSpan period, CancellationToken cancellationToken) =>
        store.UpsertAsync(grainId, name, start, period, cancellationToken);

    public Task<bool> DeleteAsync(string grainId, string name, long version, CancellationToken cancellationToken) =>
        store.DeleteAsync(grainId, name, version, cancellationToken);

    private static IReadOnlyList<ReminderRow> RowsOf(IReadOnlyList<Reminder> reminders) =>
        [.. reminders.Select(one => new ReminderRow(one.GrainId, one.Name, one.Start, one.Period, one.Version))];
}
