using System.Buffers.Binary;
using Dhmad.Domain;

namespace Dhmad.Storage;

/// <summary>One stored reminder, due at its start and then every period.</summary>
/// <param name="Version">Changes with every write of the row, also when it was deleted in between.</param>
public sealed record Reminder(string GrainId, string Name, DateTimeOffset Start, TimeSpan Period, long Version);

/// <summary>Reminders of grains, one row per grain and name.</summary>
public sealed class ReminderStore(Database database, IdSource ids)
{
    private const string Columns =
        "grain_id AS GrainId, name AS Name, start_at AS StartAt, period_ms AS PeriodMs, version AS Version";

    /// <summary>
    /// Those that start by <paramref name="until"/>, in ordinal order of grain and name, from behind one row on.
    /// </summary>
    public Task<IReadOnlyList<Reminder>> StartingAsync(
        DateTimeOffset until, (string GrainId, string Name)? after, int limit, CancellationToken cancellationToken) =>
        ListAsync(
            $"""
            SELECT {Columns} FROM reminders
            WHERE start_at <= @until {(after is null ? "" : "AND (grain_id, name) > (@grainId, @name)")}
            ORDER BY grain_id, name LIMIT @limit
            """,
            new { until, limit, grainId = after?.GrainId, name = after?.Name },
            cancellationToken);

    public Task<IReadOnlyList<Reminder>> OfGrainAsync(string grainId, CancellationToken cancellationToken) =>
        ListAsync($"SELECT {Columns} FROM reminders WHERE grain_id = @grainId", new { grainId }, cancellationToken);

    /// <summary>Inserts or replaces it and returns its new version, a random one.</summary>
    public async Task<long> UpsertAsync(
        string grainId, string name, DateTimeOffset start, TimeSpan period, CancellationToken cancellationToken)
    {
        var version = NewVersion();
        await database.WriteTogetherAsync(
            """
            INSERT INTO reminders (grain_id, name, start_at, period_ms, version)
            VALUES (@grainId, @name, @start, @period, @version)
            ON CONFLICT (grain_id, name) DO UPDATE SET start_at = excluded.start_at,
                period_ms = excluded.period_ms, version = excluded.version
            """,
            new { grainId, name, start, period = (long)period.TotalMilliseconds, version },
            cancellationToken);
        return version;
    }

    /// <summary>
    /// False when a row with another version is there; true when it is gone, also when it was gone before.
    /// </summary>
    public async Task<bool> DeleteAsync(
        string grainId, string name, long version, CancellationToken cancellationToken)
    {
        var row = new { grainId, name, version };
        var deleted = await database.WriteTogetherAsync(
            "DELETE FROM reminders WHERE grain_id = @grainId AND name = @name AND version = @version",
            row,
            cancellationToken);
        return deleted == 1 || await database.QueryAsync(
            work => work.FirstAsync<long>(
                "SELECT count(*) FROM reminders WHERE grain_id = @grainId AND name = @name", row),
            cancellationToken) == 0;
    }

    private long NewVersion()
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        ids.Fill(bytes);
        return BinaryPrimitives.ReadInt64BigEndian(bytes) & long.MaxValue;
    }

    private Task<IReadOnlyList<Reminder>> ListAsync(string sql, object args, CancellationToken cancellationToken) =>
        database.QueryAsync(
            async work =>
            {
                var rows = await work.ListAsync<Row>(sql, args);
                return (IReadOnlyList<Reminder>)[.. rows.Select(row => row.ToReminder())];
            },
            cancellationToken);

    private sealed class Row
    {
        public string GrainId { get; init; } = "";

        public string Name { get; init; } = "";

        public DateTimeOffset StartAt { get; init; }

        public long PeriodMs { get; init; }

        public long Version { get; init; }

        public Reminder ToReminder() => new(GrainId, Name, StartAt, TimeSpan.FromMilliseconds(PeriodMs), Version);
    }
}
