namespace Dhmad.Embedded;

/// <summary>A reminder as a grain holds it: the row as it was.</summary>
internal sealed record Reminder(ReminderRow Row) : IGrainReminder
{
    public string ReminderName => Row.Name;

    /// <summary>The time of the first tick at or after <paramref name="instant"/>.</summary>
    public static DateTimeOffset TickFrom(ReminderRow row, DateTimeOffset instant)
    {
        if (instant <= row.Start) return row.Start;
        var periods = (instant - row.Start - TimeSpan.FromTicks(1)).Ticks / row.Period.Ticks + 1;
        return row.Start + periods * row.Period;
    }
}
