using System.Net;
using System.Net.Sockets;

namespace Dhmad.Domain.Webhooks;

/// <summary>
/// Which addresses may be called: public unicast ones only (IANA special-purpose registries, RFC 6890). Judged at
/// connect time, after name resolution, so that no name can point inside.
/// </summary>
public static class PublicAddress
{
    private static readonly IPNetwork[] LoopbackAndPrivate = Parse(
        "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7");

    private static readonly IPNetwork[] Refused = Parse(
        "0.0.0.0/8",          // this host
        "10.0.0.0/8",         // private
        "100.64.0.0/10",      // carrier NAT
        "127.0.0.0/8",        // loopback
        "169.254.0.0/16",     // link-local, where clouds keep their metadata
        "172.16.0.0/12",      // private
        "192.0.0.0/24",       // reserved for protocols
        "192.0.2.0/24",       // documentation
        "192.88.99.0/24",     // 6to4 relays
        "192.168.0.0/16",     // private
        "198.18.0.0/15",      // benchmarking
        "198.51.100.0/24",    // documentation
        "203.0.113.0/24",     // documentation
        "224.0.0.0/4",        // multicast
        "240.0.0.0/4",        // reserved, and broadcast
        "2001::/23",          // reserved for protocols: Teredo, benchmarking, ORCHID
        "2001:db8::/32",      // documentation
        "2002::/16",          // 6to4
        "3fff::/20");         // documentation

    /// <summary>
    /// All public IPv6 unicast. What lies outside is loopback, link-local, unique-local, multicast, or carries an
    /// IPv4 address inside (mapped, compatible, NAT64).
    /// </summary>
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    /// <param name="privateAddresses">Whether loopback, private and unique-local addresses are allowed too.</param>
    public static bool MayBeCalled(IPAddress address, bool privateAddresses)
    {
        // Networks cannot be asked: IPNetwork finds mapped addresses in IPv6 networks that do not hold them.
        if (address.IsIPv4MappedToIPv6) return false;
        if (privateAddresses && Contains(LoopbackAndPrivate, address)) return true;
        return (address.AddressFamily == AddressFamily.InterNetwork || GlobalUnicast.Contains(address))
            && !Contains(Refused, address);
    }

    private static bool Contains(IPNetwork[] networks, IPAddress address) =>
        networks.Any(network => network.Contains(address));

    private static IPNetwork[] Parse(params string[] networks) => [.. networks.Select(IPNetwork.Parse)];
}
