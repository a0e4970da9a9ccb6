using System.Diagnostics;
using System.Runtime.CompilerServices;
using Dhmad.Domain;
using Dhmad.Storage.Postgres;

namespace Dhmad.Silo;

/// <summary>
/// The silos that count as active, looked at again and again before this process becomes one of them.
/// </summary>
internal sealed class SignsOfLife(DhmadSettings settings, SiloQueries silos)
{
    /// <summary>Two signs of life of a silo, and some more for a busy machine.</summary>
    public static readonly TimeSpan Limit = (2 * ClusterSilo.BetweenSignsOfLife) + TimeSpan.FromSeconds(2);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);

    public async IAsyncEnumerable<IReadOnlyList<SiloSign>> LookAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (cluster, active) = (settings.Cluster.ClusterId, (int)SiloStatus.Active);
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < Limit)
        {
            yield return await silos.SignsAsync(cluster, active, cancellationToken);
            await Task.Delay(BetweenLooks, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>Whether a silo listens, or did, where this process will.</summary>
    public bool IsHere(SiloSign silo) =>
        (silo.Address, silo.Port) == (settings.Cluster.AdvertisedAddress, settings.Cluster.SiloPort);
}
