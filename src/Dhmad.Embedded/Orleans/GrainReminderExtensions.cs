using Dhmad.Embedded;

namespace Orleans;

/// <summary>A grain's own reminders. To be called inside the grain, which must be <see cref="IRemindable"/>.</summary>
public static class GrainReminderExtensions
{
    /// <summary>Sets a reminder, replacing one of this name. A period below a minute is an
    /// <see cref="ArgumentException"/>, a negative due time an <see cref="ArgumentOutOfRangeException"/>.</summary>
    public static Task<IGrainReminder> RegisterOrUpdateReminder(
        this IGrainBase grain, string reminderName, TimeSpan dueTime, TimeSpan period) =>
        RemindersOf(grain).RegisterAsync(grain.GrainContext.GrainId, reminderName, dueTime, period);

    /// <summary>Removes the reminder; one already gone is fine, one changed since it was read is a
    /// <see cref="ReminderException"/>. Read it in the same turn.</summary>
    public static Task UnregisterReminder(this IGrainBase grain, IGrainReminder reminder) =>
        RemindersOf(grain).UnregisterAsync(grain.GrainContext.GrainId, reminder);

    /// <summary>The reminder of this name, or null.</summary>
    public static Task<IGrainReminder?> GetReminder(this IGrainBase grain, string reminderName) =>
        RemindersOf(grain).GetAsync(grain.GrainContext.GrainId, reminderName);

    /// <summary>All reminders of the grain.</summary>
    public static Task<List<IGrainReminder>> GetReminders(this IGrainBase grain) =>
        RemindersOf(grain).ListAsync(grain.GrainContext.GrainId);

    /// <inheritdoc cref="RegisterOrUpdateReminder(IGrainBase, string, TimeSpan, TimeSpan)" />
    public static Task<IGrainReminder> RegisterOrUpdateReminder(
        this Grain grain, string reminderName, TimeSpan dueTime, TimeSpan period) =>
        RegisterOrUpdateReminder((IGrainBase)grain, reminderName, dueTime, period);

    /// <inheritdoc cref="UnregisterReminder(IGrainBase, IGrainReminder)" />
    public static Task UnregisterReminder(this Grain grain, IGrainReminder reminder) =>
        UnregisterReminder((IGrainBase)grain, reminder);

    /// <inheritdoc cref="GetReminder(IGrainBase, string)" />
    public static Task<IGrainReminder?> GetReminder(this Grain grain, string reminderName) =>
        GetReminder((IGrainBase)grain, reminderName);

    /// <inheritdoc cref="GetReminders(IGrainBase)" />
    public static Task<List<IGrainReminder>> GetReminders(this Grain grain) => GetReminders((IGrainBase)grain);

    private static ReminderClock RemindersOf(IGrainBase grain)
    {
        ArgumentNullException.ThrowIfNull(grain);
        var activation = (Activation)grain.GrainContext;
        activation.RequireTurn();
        return activation.Grains.Reminders;
    }
}
