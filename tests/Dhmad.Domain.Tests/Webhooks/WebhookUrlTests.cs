using Dhmad.Domain.Webhooks;

namespace Dhmad.Domain.Tests.Webhooks;

public sealed class WebhookUrlTests
{
    private const string Invalid = "WEBHOOK_URL_INVALID";
    private const string NotPublic = "WEBHOOK_URL_NOT_PUBLIC";

    [Theory]
    [InlineData("https://shop.tn/hooks?key=1", null)]
    [InlineData("https://shop.tn:8443", null)]
    [InlineData("https://متجر.تونس/hooks", null)]
    [InlineData("https://8.8.8.8/hooks", null)]
    [InlineData("https://[2606:4700:4700::1111]/hooks", null)]
    [InlineData("http://shop.tn/hooks", "WEBHOOK_URL_MUST_BE_HTTPS")]
    [InlineData("https://localhost/hooks", NotPublic)]
    [InlineData("https://LOCALHOST:8443/hooks", NotPublic)]
    [InlineData("https://a.localhost/hooks", NotPublic)]
    [InlineData("https://127.0.0.1/hooks", NotPublic)]
    [InlineData("https://10.0.0.1/hooks", NotPublic)]
    [InlineData("https://169.254.169.254/latest", NotPublic)]
    [InlineData("https://[::1]/hooks", NotPublic)]
    [InlineData("https://[::ffff:127.0.0.1]/hooks", NotPublic)]
    [InlineData("https://[fd00::1]/hooks", NotPublic)]
    [InlineData("https://0x7f.1/hooks", Invalid)]
    [InlineData("https://2130706433/hooks", Invalid)]
    [InlineData("https://127.0.0.1./hooks", Invalid)]
    [InlineData("https://a:b@shop.tn/hooks", Invalid)]
    [InlineData("https://shop.tn/hooks#x", Invalid)]
    [InlineData("https://shop.tn\\@evil.tn/", Invalid)]
    [InlineData("https://shop.tn/ho oks", Invalid)]
    [InlineData("https://shop.tn/\r\nX: y", Invalid)]
    [InlineData("ftp://shop.tn/hooks", Invalid)]
    [InlineData("file:///etc/passwd", Invalid)]
    [InlineData("/hooks", Invalid)]
    [InlineData("shop.tn/hooks", Invalid)]
    [InlineData("", Invalid)]
    [InlineData(null, Invalid)]
    public void In_live_an_endpoint_is_public_and_https(string? url, string? code) =>
        Assert.Equal(code, WebhookUrl.Judge(url, DeploymentEnvironment.Live, privateAddresses: false)?.Code);

    [Theory]
    [InlineData("http://localhost:4000/hooks", true, null)]
    [InlineData("http://192.168.1.7/hooks", true, null)]
    [InlineData("http://169.254.169.254/latest", true, NotPublic)]
    [InlineData("http://shop.tn/hooks", false, null)]
    [InlineData("http://localhost:4000/hooks", false, NotPublic)]
    [InlineData("http://192.168.1.7/hooks", false, NotPublic)]
    public void In_the_sandbox_http_is_fine_and_private_addresses_where_allowed(
        string url, bool privateAddresses, string? code) =>
        Assert.Equal(code, WebhookUrl.Judge(url, DeploymentEnvironment.Sandbox, privateAddresses)?.Code);

    [Fact]
    public void An_endpoint_URL_has_at_most_2048_characters()
    {
        var longest = "https://shop.tn/" + new string('x', 2048 - 16);
        Assert.Null(WebhookUrl.Judge(longest, DeploymentEnvironment.Live, false));
        Assert.Equal(Invalid, WebhookUrl.Judge(longest + "x", DeploymentEnvironment.Live, false)?.Code);
    }

    [Theory]
    [InlineData("https://shop.tn/hooks?key=é 1", "https://shop.tn/hooks?key=%C3%A9%201")]
    [InlineData("https://BÜCHER.tn/", "https://xn--bcher-kva.tn/")]
    public void An_endpoint_is_called_by_its_escaped_URL(string url, string called) =>
        Assert.Equal(called, WebhookUrl.ToUri(url).AbsoluteUri);
}
