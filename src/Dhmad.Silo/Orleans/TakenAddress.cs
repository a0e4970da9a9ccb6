using System.Net;
using Dhmad.Domain;
using Dhmad.Storage.Postgres;
using Microsoft.Extensions.Hosting;

namespace Dhmad.Silo;

/// <summary>
/// Refuses to start a silo at the address of one that is alive on another machine: two that both say 127.0.0.1, for
/// one. Orleans takes the other for an older self and declares it dead, and its supervisor does the same to this one.
/// </summary>
internal sealed class TakenAddress(DhmadSettings settings, SiloQueries silos) : IHostedService
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);

    /// <summary>For as long as two signs of life of a silo, and some more for a busy machine.</summary>
    private static readonly double Looks =
        ((2 * ClusterSilo.BetweenSignsOfLife) + TimeSpan.FromSeconds(2)) / BetweenLooks;

    private readonly string host = Dns.GetHostName();

    /// <exception cref="IOException">Another machine's silo has it.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        SiloSign? first = null;
        for (var look = 0; look < Looks; look++)
        {
            if (await FindAsync(cancellationToken) is not { } sign || sign.HostName == host) return;
            first ??= sign;
            if (sign.At != first.At) throw new IOException(Sentence(sign.HostName));
            await Task.Delay(BetweenLooks, TimeProvider.System, cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private Task<SiloSign?> FindAsync(CancellationToken cancellationToken)
    {
        var (cluster, active) = (settings.Cluster, (int)SiloStatus.Active);
        return silos.FindAsync(
            cluster.ClusterId, active, cluster.AdvertisedAddress, cluster.SiloPort, cancellationToken);
    }

    private string Sentence(string other) =>
        $"Dhmad:Cluster:AdvertisedAddress {settings.Cluster.AdvertisedAddress} with SiloPort "
        + $"{settings.Cluster.SiloPort} is the address of a silo on {other}, which is alive: give each machine the "
        + "address by which the others reach it.";
}
