namespace Dhmad.Embedded;

/// <summary>Where persistent grain state is kept. One row per state name and key (keys are compared exactly, as
/// text); each method is atomic by itself, and of concurrent writers that saw one version one wins.</summary>
public interface IGrainStateTable
{
    /// <summary>The row, or null when there never was one.</summary>
    Task<GrainStateRow?> ReadAsync(string stateName, string key, CancellationToken cancellationToken);

    /// <summary>With <paramref name="version"/> null: inserts if there is no row, as version 1. Otherwise replaces the
    /// row if it has this version. Returns the new version, one more than the last, or null when another was first.
    /// </summary>
    Task<long?> WriteAsync(
        string stateName, string key, string json, long? version, CancellationToken cancellationToken);

    /// <summary>Keeps the row but sets its JSON to null, if it has this version. Returns the new version, one more than
    /// the last, or null when another was first.</summary>
    Task<long?> ClearAsync(string stateName, string key, long version, CancellationToken cancellationToken);
}
