using System.Net;
using System.Net.Sockets;
using Dhmad.Domain;

namespace Dhmad.Silo;

/// <summary>
/// The address of a silo of this process is its own. Orleans listens on a port beside whoever listens there already,
/// and then takes the other for an older self that it declares dead.
/// </summary>
internal static class SiloAddress
{
    /// <exception cref="IOException">It is in use, or no address of this machine.</exception>
    public static void Require(ClusterSettings settings)
    {
        Require(settings, nameof(settings.SiloPort), settings.SiloPort);
        Require(settings, nameof(settings.GatewayPort), settings.GatewayPort);
    }

    private static void Require(ClusterSettings settings, string setting, int port)
    {
        var address = IPAddress.Parse(settings.AdvertisedAddress);
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            socket.Listen();
        }
        catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new IOException(
                $"Dhmad:Cluster:{setting}, which is {port}, is in use on {address}: give each silo ports of its own.",
                taken);
        }
        catch (SocketException refused)
        {
            throw new IOException(
                "Dhmad:Cluster:AdvertisedAddress must be an address of this machine on which it may listen at port "
                + $"{port}, and {address} is not: {refused.Message}.",
                refused);
        }
    }
}
