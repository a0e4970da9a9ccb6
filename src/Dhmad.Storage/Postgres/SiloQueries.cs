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

    /// <summary>The last signs of life of the silos that have a status, the newest of an address last.</summary>
    /// <exception cref="DatabaseUnavailableException">The database cannot be reached or read.</exception>
    public Task<IReadOnlyList<SiloSign>> SignsAsync(
        string clusterId, int status, CancellationToken cancellationToken) =>
        database.QueryAsync(
            work => work.ListAsync<SiloSign>(
                """
                SELECT address AS Address, port AS Port, generation AS Generation, host_name AS HostName,
                    alive_time AS At
                FROM cluster_silos WHERE cluster_id = @clusterId AND status = @status ORDER BY generation
                """,
                new { clusterId, status }),
            cancellationToken);
}

/// <summary>A sign of life that a silo gave.</summary>
public sealed record SiloSign
{
    public required string Address { get; init; }

    public required int Port { get; init; }

    /// <summary>Tells silos apart that had the address one after another; the newest has the greatest.</summary>
    public required int Generation { get; init; }

    public required string HostName { get; init; }

    /// <summary>By its own clock, UTC.</summary>
    public required DateTime At { get; init; }
}
