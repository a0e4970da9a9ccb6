using System.Net;
using System.Net.Sockets;

namespace Dhmad.Api.Http;

/// <summary>
/// Where a request comes from; forwarded addresses were already believed or not (<c>TrustedProxies</c>).
/// </summary>
public static class ClientAddress
{
    private const int NetworkBytes = 8;

    /// <summary>The address as kept with evidence; "unknown" when the server has none.</summary>
    public static string Of(HttpContext http) => Plain(http)?.ToString() ?? "unknown";

    /// <summary>Whose requests are counted together: an IPv4 address, or the /64 network of an IPv6 one.</summary>
    public static string BucketOf(HttpContext http)
    {
        var address = Plain(http);
        if (address is not { AddressFamily: AddressFamily.InterNetworkV6 }) return address?.ToString() ?? "unknown";
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(NetworkBytes).Clear();
        return new IPAddress(bytes) + "/64";
    }

    private static IPAddress? Plain(HttpContext http)
    {
        var address = http.Connection.RemoteIpAddress;
        return address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
    }
}
