namespace Dhmad.Storage.Postgres;

/// <summary>What the silos of a cluster wrote down of each other.</summary>
public sealed class SiloQueries(Database database)
{
    /// <summary>
    /// The silos that have a status, as Orleans numbers it, of those that the cluster has not forgotten: each by where
    /// it listens and when it started.
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
}
