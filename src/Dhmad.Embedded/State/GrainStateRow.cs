namespace Dhmad.Embedded;

/// <summary>One stored state: its JSON, or null when it was cleared, and its version, counted from 1.</summary>
public sealed record GrainStateRow(string? Json, long Version);
