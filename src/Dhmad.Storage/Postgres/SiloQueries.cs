namespace Dhmad.Storage.Postgres;

/// <summary>What the silos of a cluster wrote down of each other; statuses are as Orleans numbers them.</summary>
public sealed class SiloQueries(Database database)
{
    /// <summary>
    /// The silos that have a status, of those that the cluster has not forgotten: each by where it listens and when it
    /// started.
    /// </summary>
    /// <exception cref="DatabaseUnavailableException">The database cannot be reached or read.</exception>
    public Task<IReadOnlyList<string>> ListAsync(string clusterId, int status, CancellationToken cancellationToken) =>
        database.QueryAsync(
            work => work.ListAsync<string>(
                """
                SELECT concat_ws(':', address, port, generation) FROM cluster_silos
                WHERE cluster_id = @clusterId AND status = @status
                """,
                new { clusterId, status }),
            cancellationToken);

    /// <summary>The last sign of life of the silo with a status that listens there; null when there is none.</summary>
    /// <exception cref="DatabaseUnavailableException">The database cannot be reached or read.</exception>
    public Task<SiloSign?> FindAsync(
        string clusterId, int status, string address, int port, CancellationToken cancellationToken) =>
        database.QueryAsync(
            work => work.FirstAsync<SiloSign>(
                """
                SELECT host_name AS HostName, alive_time AS At FROM cluster_silos
                WHERE cluster_id = @clusterId AND status = @status AND address = @address AND port = @port
                ORDER BY generation DESC
                """,
                new { clusterId, status, address, port }),
            cancellationToken);
}

/// <summary>A sign of life that a silo gave.</summary>
public sealed record SiloSign
{
    public required string HostName { get; init; }

    /// <summary>By its own clock, UTC.</summary>
    public required DateTime At { get; init; }
}
