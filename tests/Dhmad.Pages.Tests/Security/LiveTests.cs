using Dhmad.Api.Pages.Security;
using Dhmad.Domain;
using Microsoft.AspNetCore.Http;

namespace Dhmad.Pages.Tests.Security;

/// <summary>What differs where the money is real and the address is https.</summary>
public class LiveTests
{
    private static readonly DhmadSettings Live = new() { Environment = DeploymentEnvironment.Live, PublicUrl = "https://pay.example.tn" };

    [Fact]
    public void Browsers_are_told_to_come_back_encrypted_only()
    {
        var http = new DefaultHttpContext();
        PageHeaders.Apply(http.Response, Live);
        Assert.Equal("max-age=31536000", http.Response.Headers.StrictTransportSecurity);
    }

    [Fact]
    public void Cookies_travel_encrypted_only() => Assert.True(VisitorCookie.Options(Live, null).Secure);

    [Theory]
    [InlineData("https://pay.example.tn", true)]
    [InlineData("HTTPS://PAY.EXAMPLE.TN", true)]
    [InlineData("https://pay.example.tn.evil.example", false)]
    [InlineData("http://pay.example.tn", false)]
    [InlineData("https://pay.example.tn:444", false)]
    public void Behind_a_proxy_forms_come_from_the_public_address(string origin, bool isOurs)
    {
        var http = new DefaultHttpContext { Request = { Scheme = "http", Host = new HostString("10.0.0.7", 5080) } };
        http.Request.Headers.Origin = origin;
        Assert.Equal(isOurs, FormOrigin.IsOurs(http.Request, Live));
    }
}
