namespace Dhmad.Embedded;

/// <summary>One stored reminder: it ticks at <paramref name="Start"/> plus whole periods until it is deleted.</summary>
/// <param name="GrainId">The grain, as <c>type/key</c>.</param>
/// <param name="Name">Unique within the grain.</param>
/// <param name="Start">When the first tick is due, UTC, with milliseconds.</param>
/// <param name="Period">Time between ticks, at least a minute.</param>
/// <param name="Version">Changes with every write of the row.</param>
public sealed record ReminderRow(string GrainId, string Name, DateTimeOffset Start, TimeSpan Period, long Version);
