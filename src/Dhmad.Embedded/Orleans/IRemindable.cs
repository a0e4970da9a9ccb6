namespace Orleans;

/// <summary>A grain that can be woken by reminders, which outlive activations and processes.</summary>
public interface IRemindable : IGrain
{
    /// <summary>Called at or after the reminder's time; it may come late, and must be harmless when it comes twice.
    /// </summary>
    Task ReceiveReminder(string reminderName, TickStatus status);
}
