namespace Dhmad.Embedded;

/// <content>What grains ask of it.</content>
internal sealed partial class ReminderClock
{
    private static readonly TimeSpan MinimumPeriod = TimeSpan.FromMinutes(1);

    private IReminderTable Table => table
        ?? throw new InvalidOperationException($"No {nameof(IReminderTable)} is registered to keep reminders.");

    public async Task<IGrainReminder> RegisterAsync(GrainId grain, string name, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, TimeSpan.Zero);
        if (period < MinimumPeriod)
            throw new ArgumentException($"A reminder's period must be at least {MinimumPeriod}.", nameof(period));
        if (!grains.Implements(grain.Type, typeof(IRemindable)))
            throw new InvalidOperationException(
                $"A grain of type {grain.Type} must implement {nameof(IRemindable)} to have reminders.");
        var start = WholeMilliseconds(time.GetUtcNow() + dueTime);
        var version = await Table.UpsertAsync(grain.ToString(), name, start, period, CancellationToken.None)
            .ConfigureAwait(false);
        var row = new ReminderRow(grain.ToString(), name, start, period, version);
        SetAlarm(row, row.Start);
        return new Reminder(row);
    }

    public async Task UnregisterAsync(GrainId grain, IGrainReminder reminder)
    {
        var row = reminder is Reminder { Row: var known } && known.GrainId == grain.ToString()
            ? known
            : throw new ArgumentException($"A grain of type {grain.Type} has no such reminder.", nameof(reminder));
        if (!await Table.DeleteAsync(row.GrainId, row.Name, row.Version, CancellationToken.None).ConfigureAwait(false))
            throw new ReminderException(
                $"The reminder {row.Name} of a grain of type {grain.Type} was changed since it was read.");
        Forget(row);
    }

    public async Task<IGrainReminder?> GetAsync(GrainId grain, string name) =>
        (await ListAsync(grain).ConfigureAwait(false)).Find(reminder => reminder.ReminderName == name);

    public async Task<List<IGrainReminder>> ListAsync(GrainId grain)
    {
        var rows = await Table.ReadOfGrainAsync(grain.ToString(), CancellationToken.None).ConfigureAwait(false);
        return [.. rows.Select(row => new Reminder(row))];
    }

    // Stores keep milliseconds; rounded up, a tick is never early.
    private static DateTimeOffset WholeMilliseconds(DateTimeOffset time)
    {
        var odd = time.Ticks % TimeSpan.TicksPerMillisecond;
        return odd == 0 ? time : time.AddTicks(TimeSpan.TicksPerMillisecond - odd);
    }
}
