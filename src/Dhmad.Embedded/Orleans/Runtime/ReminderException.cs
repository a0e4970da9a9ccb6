namespace Orleans.Runtime;

/// <summary>A reminder was changed since it was read.</summary>
public class ReminderException(string message) : OrleansException(message);
