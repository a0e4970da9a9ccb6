using Dhmad.Storage.Postgres.Active;

namespace Dhmad.Storage.Postgres;

/// <summary>Who else runs grains on this database, and the last sign of life of each.</summary>
public sealed class RuntimeQueries(Database database)
{
    /// <summary>As Orleans numbers it.</summary>
    private const int ActiveSilo = 3;

    /// <summary>Older signs are of the dead, however much the clocks of two machines differ.</summary>
    private const int RecentSeconds = 300;

    private const string Silos =
        """
        SELECT 'a silo of the cluster ' || cluster_id || ' on ' || host_name AS "Who", alive_time::text AS Sign
        FROM cluster_silos
        WHERE status = @ActiveSilo AND cluster_id <> @except
            AND alive_time > now() - make_interval(secs => @RecentSeconds)
        ORDER BY cluster_id, host_name, address, port
        """;

    /// <summary>Silos that count as active, of all clusters but one.</summary>
    /// <param name="except">The caller's own cluster; "" where it has none.</param>
    /// <exception cref="DatabaseUnavailableException">The database cannot be reached or read.</exception>
    public Task<IReadOnlyList<RuntimeSign>> SilosAsync(string except, CancellationToken cancellationToken) =>
        database.QueryAsync(
            work => work.ListAsync<RuntimeSign>(Silos, new { ActiveSilo, RecentSeconds, except }),
            cancellationToken);

    /// <summary>The process without a cluster that is the active one; empty where there is none.</summary>
    /// <exception cref="DatabaseUnavailableException">The database cannot be reached or read.</exception>
    public async Task<IReadOnlyList<RuntimeSign>> ActiveAsync(CancellationToken cancellationToken)
    {
        var holder = await database.QueryAsync(
            work => work.FirstAsync<LockHolder>(LockConnection.FindHolder, new { number = LockConnection.Number }),
            cancellationToken);
        return holder is null
            ? []
            : [new RuntimeSign { Who = "a process without a cluster", Sign = holder.Sign ?? "" }];
    }
}

/// <summary>A sign of life: another than before means that it lives.</summary>
public sealed record RuntimeSign
{
    public required string Who { get; init; }

    public required string Sign { get; init; }
}
