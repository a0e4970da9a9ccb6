namespace Orleans.Concurrency;

/// <summary>A method that only reads: such requests run beside each other. Only for methods that do not await.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ReadOnlyAttribute : Attribute;
