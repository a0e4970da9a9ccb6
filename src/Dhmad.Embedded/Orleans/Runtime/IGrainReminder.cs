namespace Orleans.Runtime;

/// <summary>A reminder as it was when it was read or registered.</summary>
public interface IGrainReminder
{
    /// <summary>Its name, unique within the grain.</summary>
    string ReminderName { get; }
}
