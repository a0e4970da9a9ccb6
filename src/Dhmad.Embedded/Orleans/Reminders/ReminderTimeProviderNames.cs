namespace Orleans.Reminders;

/// <summary>The key under which a host may register a <see cref="TimeProvider"/> of its own for reminders.</summary>
public static class ReminderTimeProviderNames
{
    /// <summary>Drives the due times of reminders.</summary>
    public const string Reminders = "Orleans.Reminders";
}
