namespace Dhmad.Storage;

/// <summary>One stored state of a grain; null JSON: it was cleared.</summary>
public sealed record GrainState(string? Json, long Version);

/// <summary>
/// Small states of grains, one row per state name and key; of writers that saw one version, one wins.
/// </summary>
public sealed class GrainStateStore(Database database)
{
    /// <summary>Null when there never was one.</summary>
    public Task<GrainState?> ReadAsync(string name, string key, CancellationToken cancellationToken) =>
        database.QueryAsync(
            work => work.FirstAsync<GrainState>(
                "SELECT json AS Json, version AS Version FROM grain_states WHERE name = @name AND key = @key",
                new { name, key }),
            cancellationToken);

    /// <summary>With version null: inserts if there is no row. Otherwise replaces the row of that version.</summary>
    /// <returns>The new version, or null when another writer was first.</returns>
    public Task<long?> WriteAsync(
        string name, string key, string json, long? version, CancellationToken cancellationToken) =>
        version is { } known
            ? ReplaceAsync(name, key, json, known, cancellationToken)
            : database.WriteAsync(
                work => work.FirstAsync<long?>(
                    """
                    INSERT INTO grain_states (name, key, json, version) VALUES (@name, @key, @json, 1)
                    ON CONFLICT (name, key) DO NOTHING
                    RETURNING version
                    """,
                    new { name, key, json }),
                cancellationToken);

    /// <summary>Keeps the row without its JSON, if it has this version.</summary>
    /// <returns>The new version, or null when another writer was first.</returns>
    public Task<long?> ClearAsync(string name, string key, long version, CancellationToken cancellationToken) =>
        ReplaceAsync(name, key, json: null, version, cancellationToken);

    private Task<long?> ReplaceAsync(
        string name, string key, string? json, long version, CancellationToken cancellationToken) =>
        database.WriteAsync(
            work => work.FirstAsync<long?>(
                """
                UPDATE grain_states SET json = @json, version = version + 1
                WHERE name = @name AND key = @key AND version = @version
                RETURNING version
                """,
                new { name, key, json, version }),
            cancellationToken);
}
