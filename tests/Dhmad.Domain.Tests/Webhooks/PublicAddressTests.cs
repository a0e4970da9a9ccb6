using System.Net;
using Dhmad.Domain.Webhooks;

namespace Dhmad.Domain.Tests.Webhooks;

public sealed class PublicAddressTests
{
    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("9.255.255.255")]
    [InlineData("11.0.0.0")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("192.0.1.0")]
    [InlineData("198.17.255.255")]
    [InlineData("198.20.0.0")]
    [InlineData("223.255.255.255")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("2001:200::1")]
    [InlineData("2a00:1450:4006::1")]
    public void Public_unicast_addresses_may_be_called(string address) =>
        Assert.True(PublicAddress.MayBeCalled(IPAddress.Parse(address), privateAddresses: false));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.255")]
    [InlineData("10.1.2.3")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.0.1")]
    [InlineData("::1")]
    [InlineData("fc00::1")]
    [InlineData("fdff:ffff::1")]
    public void Loopback_private_and_unique_local_ones_only_where_they_are_allowed(string address)
    {
        Assert.False(PublicAddress.MayBeCalled(IPAddress.Parse(address), privateAddresses: false));
        Assert.True(PublicAddress.MayBeCalled(IPAddress.Parse(address), privateAddresses: true));
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("100.64.0.1")]
    [InlineData("100.127.255.255")]
    [InlineData("169.254.169.254")]
    [InlineData("192.0.0.8")]
    [InlineData("192.0.2.1")]
    [InlineData("192.88.99.1")]
    [InlineData("198.18.0.1")]
    [InlineData("198.19.255.255")]
    [InlineData("198.51.100.1")]
    [InlineData("203.0.113.1")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.250")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%1")]
    [InlineData("febf::1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    [InlineData("2001:db8::1")]
    [InlineData("3fff::1")]
    [InlineData("2001:2::1")] // benchmarking
    [InlineData("2001:10::1")]
    [InlineData("100::1")]
    [InlineData("5f00::1")]
    [InlineData("4000::1")]
    [InlineData("::127.0.0.1")] // compatible
    [InlineData("::ffff:127.0.0.1")] // mapped
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::ffff:1.1.1.1")]
    [InlineData("::ffff:0:127.0.0.1")] // translated
    [InlineData("64:ff9b::7f00:1")] // NAT64
    [InlineData("64:ff9b::101:101")]
    [InlineData("64:ff9b:1::a00:1")]
    [InlineData("2002:7f00:1::1")] // 6to4
    [InlineData("2002:101:101::1")]
    [InlineData("2001:0:4136:e378:8000:63bf:3fff:fdd2")] // Teredo
    public void Everything_else_is_never_called(string address)
    {
        Assert.False(PublicAddress.MayBeCalled(IPAddress.Parse(address), privateAddresses: false));
        Assert.False(PublicAddress.MayBeCalled(IPAddress.Parse(address), privateAddresses: true));
    }
}
