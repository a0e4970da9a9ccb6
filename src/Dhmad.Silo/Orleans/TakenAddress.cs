using System.Net;
using Dhmad.Domain;
using Dhmad.Storage.Postgres;
using Microsoft.Extensions.Hosting;

namespace Dhmad.Silo;

/// <summary>
/// Refuses to start a silo at the address of one that is alive on another machine: two that both say 127.0.0.1, for
/// one. Orleans takes the other for an older self and declares it dead, and its supervisor does the same to this one.
/// </summary>
internal sealed class TakenAddress(DhmadSettings settings, SignsOfLife signs) : IHostedService
{
    private readonly string host = Dns.GetHostName();

    /// <exception cref="IOException">Another machine's silo has it.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        SiloSign? first = null;
        await foreach (var silos in signs.LookAsync(cancellationToken))
        {
            if (silos.LastOrDefault(signs.IsHere) is not { } sign || sign.HostName == host) return;
            first ??= sign;
            if (sign.At != first.At) throw new IOException(Sentence(sign.HostName));
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private string Sentence(string other) =>
        $"Dhmad:Cluster:AdvertisedAddress {settings.Cluster.AdvertisedAddress} with SiloPort "
        + $"{settings.Cluster.SiloPort} is the address of a silo on {other}, which is alive: give each machine the "
        + "address by which the others reach it.";
}
