using System.Net;
using System.Net.Sockets;
using Dhmad.Domain.Webhooks;

namespace Dhmad.Grains.Webhooks;

/// <summary>
/// Opens connections to addresses that may be called, and to no others: a name is resolved here, and what is connected
/// to is the address that was judged.
/// </summary>
internal sealed class GuardedConnections(bool privateAddresses)
{
    /// <summary>How many addresses of one name are tried.</summary>
    private const int MaxAddresses = 8;

    public async ValueTask<Stream> OpenAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var addresses = await ResolveAsync(context.DnsEndPoint.Host, cancellationToken);
        IPAddress[] allowed =
            [.. addresses.Where(address => PublicAddress.MayBeCalled(address, privateAddresses)).Take(MaxAddresses)];
        if (allowed.Length == 0) throw new AttemptFault(AttemptError.AddressRefused);

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (Exception failure)
        {
            socket.Dispose();
            if (failure is SocketException) throw new AttemptFault(AttemptError.Connect, failure);
            throw;
        }
    }

    private static async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out var literal)) return [literal];
        try
        {
            return await Dns.GetHostAddressesAsync(host, cancellationToken);
        }
        catch (SocketException failure)
        {
            throw new AttemptFault(AttemptError.Dns, failure);
        }
    }
}
