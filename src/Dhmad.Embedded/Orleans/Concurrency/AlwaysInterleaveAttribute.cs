namespace Orleans.Concurrency;

/// <summary>A method whose requests start at once, beside whatever else awaits in the grain.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AlwaysInterleaveAttribute : Attribute;
