using Dhmad.Embedded;
using Dhmad.Storage;

namespace Dhmad.Silo.Embedded;

/// <summary>The embedded host's small grain states, kept in our database.</summary>
internal sealed class GrainStateRows(GrainStateStore store) : IGrainStateTable
{
    public async Task<GrainStateRow?> ReadAsync(string stateName, string key, CancellationToken cancellationToken) =>
        await store.ReadAsync(stateName, key, cancellationToken) is { } state
            ? new GrainStateRow(state.Json, state.Version)
            : null;

    public Task<long?> WriteAsync(
        string stateName, string key, string json, long? version, CancellationToken cancellationToken) =>
        store.WriteAsync(stateName, key, json, version, cancellationToken);

    public Task<long?> ClearAsync(string stateName, string key, long version, CancellationToken cancellationToken) =>
        store.ClearAsync(stateName, key, version, cancellationToken);
}
