using System.Net;
using System.Net.Sockets;
using Dhmad.Storage.Postgres;
using Microsoft.Extensions.Hosting;

namespace Dhmad.Silo;

/// <summary>
/// Refuses to start a silo that cannot reach one that is alive: Orleans would try for five minutes, and then tell of
/// something else. One that has just died gives no more signs of life, and is left to Orleans.
/// </summary>
internal sealed class UnreachedSilos(SignsOfLife signs) : IHostedService
{
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(1);

    /// <exception cref="IOException">One went on living and could not be reached.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        List<(SiloSign First, SiloSign Last)>? unreached = null;
        await foreach (var silos in signs.LookAsync(cancellationToken))
        {
            var others = silos.Where(silo => !signs.IsHere(silo) && IsFresh(silo));
            var asked = unreached is null
                ? others.Select(silo => (First: silo, Last: silo))
                : unreached.Join(others, one => Name(one.Last), Name, (one, silo) => (one.First, Last: silo));
            unreached = await UnreachedAsync([.. asked], cancellationToken);
            if (unreached.Count == 0) return;
        }

        foreach (var (first, last) in unreached!)
            if (last.At != first.At) throw new IOException(Sentence(last));
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static (string Address, int Port, int Generation) Name(SiloSign silo) =>
        (silo.Address, silo.Port, silo.Generation);

    private static bool IsFresh(SiloSign silo) =>
        TimeProvider.System.GetUtcNow().UtcDateTime - silo.At < SignsOfLife.Limit;

    private static async Task<List<(SiloSign First, SiloSign Last)>> UnreachedAsync(
        IReadOnlyList<(SiloSign First, SiloSign Last)> silos, CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(silos.Select(silo => IsReachedAsync(silo.Last, cancellationToken)));
        return [.. silos.Zip(answers).Where(one => !one.Second).Select(one => one.First)];
    }

    private static async Task<bool> IsReachedAsync(SiloSign silo, CancellationToken cancellationToken)
    {
        var address = new IPEndPoint(IPAddress.Parse(silo.Address), silo.Port);
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(ConnectLimit);
        try
        {
            await socket.ConnectAsync(address, limit.Token);
            return true;
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return false;
        }
    }

    private static string Sentence(SiloSign silo) =>
        $"The silo at {silo.Address}:{silo.Port} on {silo.HostName} is alive and cannot be reached from here: check "
        + "its Dhmad:Cluster:AdvertisedAddress, and that nothing between the machines keeps others from its SiloPort.";
}
