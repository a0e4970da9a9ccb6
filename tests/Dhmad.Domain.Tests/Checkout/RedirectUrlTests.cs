using Dhmad.Domain.Checkout;
using FsCheck;
using FsCheck.Fluent;

namespace Dhmad.Domain.Tests.Checkout;

public sealed class RedirectUrlTests
{
    private const string NotAllowed = "REDIRECT_URL_NOT_ALLOWED";
    private const string MustBeHttps = "REDIRECT_URL_MUST_BE_HTTPS";
    private static readonly Guid Session = new("0b7e3a52-6c1d-4f7a-9d55-2e8f4b6a1c90");

    private static readonly string[] Listed =
    [
        "https://shop.tn/cb", "https://shop.tn", "https://shop.tn/Done/", "https://shop.tn:8443/cb",
        "https://bücher.tn/é~x", "http://localhost:3000/callback", "http://127.0.0.1/cb", "http://[::1]:81/cb",
    ];

    [Theory]
    [InlineData("https://shop.tn/cb")]
    [InlineData("HTTPS://SHOP.TN/cb")]
    [InlineData("https://shop.tn:443/cb")]
    [InlineData("https://shop.tn:0443/cb")]
    [InlineData("https://shop.tn:/cb")]
    [InlineData("https://shop.tn/cb?a=1&b=//evil.tn")]
    [InlineData("https://shop.tn/cb?")]
    [InlineData("https://shop.tn/cb?with space@x:y")]
    [InlineData("https://shop.tn/%63b")]
    [InlineData("https://shop.tn/x/../cb")]
    [InlineData("https://shop.tn/x/%2e%2E/cb")]
    [InlineData("https://shop.tn/./cb")]
    [InlineData("https://shop.tn/../../cb")]
    [InlineData("https://shop.tn/")]
    [InlineData("https://shop.tn?x=1")]
    [InlineData("https://shop.tn/x/..")]
    [InlineData("https://shop.tn/Done/")]
    [InlineData("https://shop.tn/Done/x/..")]
    [InlineData("https://shop.tn/Done/.")]
    [InlineData("https://shop.tn:8443/cb")]
    [InlineData("https://xn--bcher-kva.tn/%c3%A9%7Ex")]
    [InlineData("https://BÜCHER.tn/é~x")]
    [InlineData("http://LocalHost:3000/callback")]
    [InlineData("http://127.0.0.1:80/cb")]
    [InlineData("http://[0:0:0:0:0:0:0:1]:81/cb")]
    public void A_listed_place_matches_in_every_spelling(string url) =>
        Assert.Null(RedirectUrl.Judge(url, Listed, DeploymentEnvironment.Sandbox));

    [Theory]
    // Another place on a host that is listed.
    [InlineData("https://shop.tn/CB", NotAllowed)]
    [InlineData("https://shop.tn/cb/", NotAllowed)]
    [InlineData("https://shop.tn/Done", NotAllowed)]
    [InlineData("https://shop.tn//cb", NotAllowed)]
    [InlineData("https://shop.tn/cb%2F", NotAllowed)]
    [InlineData("https://shop.tn/cb;x", NotAllowed)]
    [InlineData("https://shop.tn/cb/../other", NotAllowed)]
    [InlineData("https://shop.tn/x%252F../cb/x", NotAllowed)]
    [InlineData("https://shop.tn/%252e%252e/cb", NotAllowed)]
    [InlineData("https://shop.tn:444/cb", NotAllowed)]
    [InlineData("https://shop.tn:80/cb", NotAllowed)]
    [InlineData("https://localhost:3000/callback", NotAllowed)]
    [InlineData("http://localhost/callback", NotAllowed)]
    // Another host that some reader takes for a listed one.
    [InlineData("https://evil.tn/cb", NotAllowed)]
    [InlineData("https://shop.tn.evil.tn/cb", NotAllowed)]
    [InlineData("https://shop.tn./cb", NotAllowed)]
    [InlineData("https://shop.tn@evil.tn/cb", NotAllowed)]
    [InlineData("https://evil.tn@shop.tn/cb", NotAllowed)]
    [InlineData("https://@shop.tn/cb", NotAllowed)]
    [InlineData("https://:@shop.tn/cb", NotAllowed)]
    [InlineData("https://shop.tn\\@evil.tn/cb", NotAllowed)]
    [InlineData("https://shop.tn\\.evil.tn/cb", NotAllowed)]
    [InlineData("https:\\\\shop.tn\\cb", NotAllowed)]
    [InlineData("https://shop.tn/cb?x=\\", NotAllowed)]
    [InlineData("https:shop.tn/cb", NotAllowed)]
    [InlineData("https:/shop.tn/cb", NotAllowed)]
    [InlineData("https:///shop.tn/cb", NotAllowed)]
    [InlineData("https://", NotAllowed)]
    [InlineData("https://?x", NotAllowed)]
    [InlineData("https://:443/cb", NotAllowed)]
    [InlineData("https://shop%2etn/cb", NotAllowed)]
    [InlineData("https://shop.tn%00.evil.tn/cb", NotAllowed)]
    [InlineData("https://shop.tn%2f.evil.tn/cb", NotAllowed)]
    [InlineData("https://shop。tn/cb", NotAllowed)]
    [InlineData("https://shop．tn/cb", NotAllowed)]
    [InlineData("https://shop｡tn/cb", NotAllowed)]
    [InlineData("https://ｓhop.tn/cb", NotAllowed)]
    [InlineData("https://sh\u00adop.tn/cb", NotAllowed)]
    [InlineData("https://sh\u200bop.tn/cb", NotAllowed)]
    [InlineData("https://shop.tn\u2044cb", NotAllowed)]
    [InlineData("https://\u0455hop.tn/cb", NotAllowed)] // a Cyrillic s
    [InlineData("https://shop..tn/cb", NotAllowed)]
    [InlineData("https://shop.tn:x/cb", NotAllowed)]
    [InlineData("https://shop.tn:+443/cb", NotAllowed)]
    [InlineData("https://shop.tn:65979/cb", NotAllowed)] // 443 + 65536
    [InlineData("https://shop.tn:4294967739/cb", NotAllowed)]
    [InlineData("https://shop.tn:443:443/cb", NotAllowed)]
    [InlineData("https://2130706433/cb", NotAllowed)]
    [InlineData("https://[::1/cb", NotAllowed)]
    [InlineData("https://[::1%25eth0]/cb", NotAllowed)]
    [InlineData("https://[shop.tn]/cb", NotAllowed)]
    // Things no URL may have.
    [InlineData("https://shop.tn/cb#", NotAllowed)]
    [InlineData("https://shop.tn/cb#x", NotAllowed)]
    [InlineData("https://shop.tn/cb?x#y", NotAllowed)]
    [InlineData("https://shop.tn/c b", NotAllowed)]
    [InlineData("https://shop.tn/cb ", NotAllowed)]
    [InlineData("https://shop.tn /cb", NotAllowed)]
    [InlineData("https://shop.tn/c\tb", NotAllowed)]
    [InlineData("https://sh\nop.tn/cb", NotAllowed)]
    [InlineData("https://shop.tn/cb?\r\nSet-Cookie: a=b", NotAllowed)]
    [InlineData("https://shop.tn/cb\u0085", NotAllowed)]
    [InlineData("https://shop.tn/cb\u007f", NotAllowed)]
    // Other schemes, and http elsewhere.
    [InlineData("http://shop.tn/cb", MustBeHttps)]
    [InlineData("http://localhost.evil.tn/callback", MustBeHttps)]
    [InlineData("http://localhost@evil.tn/callback", MustBeHttps)]
    [InlineData("http://localhost\\@evil.tn/callback", NotAllowed)]
    [InlineData("http://user@localhost:3000/callback", NotAllowed)]
    [InlineData("http://127.0.0.2/cb", MustBeHttps)]
    [InlineData("http://127.1/cb", MustBeHttps)]
    [InlineData("http://0x7f000001/cb", MustBeHttps)]
    [InlineData("http://127.0.0.01/cb", MustBeHttps)]
    [InlineData("http://[::ffff:127.0.0.1]/cb", MustBeHttps)]
    [InlineData("javascript://shop.tn/cb", MustBeHttps)]
    [InlineData("javascript:alert(1)", MustBeHttps)]
    [InlineData("data:text/html,x", MustBeHttps)]
    [InlineData("myapp://shop.tn/cb", MustBeHttps)]
    [InlineData("ftp://shop.tn/cb", MustBeHttps)]
    public void Anything_else_is_refused(string url, string code) =>
        Assert.Equal(code, RedirectUrl.Judge(url, Listed, DeploymentEnvironment.Sandbox)?.Code);

    [Fact]
    public void The_developer_is_told_what_is_allowed()
    {
        var refusal = RedirectUrl.Judge(
            "https://evil.tn/cb", ["https://a.tn/1", "https://b.tn/2"], DeploymentEnvironment.Live);
        Assert.Contains("https://a.tn/1, https://b.tn/2", refusal?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_list_is_the_first_refusal() =>
        Assert.Equal(
            "NO_REDIRECT_URLS_CONFIGURED",
            RedirectUrl.Judge("http://evil.tn/#", [], DeploymentEnvironment.Live)?.Code);

    [Theory]
    [InlineData("http://127.0.0.1/cb", MustBeHttps)]
    [InlineData("http://[::1]:81/cb", MustBeHttps)]
    [InlineData("http://localhost:3000/callback", null)]
    public void In_live_plain_http_is_for_localhost_only(string url, string? code) =>
        Assert.Equal(code, RedirectUrl.Judge(url, Listed, DeploymentEnvironment.Live)?.Code);

    [Theory]
    [InlineData("https://shop.tn/cb", DeploymentEnvironment.Live, true)]
    [InlineData("https://shop.tn", DeploymentEnvironment.Live, true)]
    [InlineData("https://متجر.تونس/cb", DeploymentEnvironment.Live, true)]
    [InlineData("http://localhost:3000/cb", DeploymentEnvironment.Live, true)]
    [InlineData("http://127.0.0.1:3000/cb", DeploymentEnvironment.Live, false)]
    [InlineData("http://127.0.0.1:3000/cb", DeploymentEnvironment.Sandbox, true)]
    [InlineData("http://shop.tn/cb", DeploymentEnvironment.Sandbox, false)]
    [InlineData("https://shop.tn/cb?", DeploymentEnvironment.Live, false)]
    [InlineData("https://shop.tn/cb?x=1", DeploymentEnvironment.Live, false)]
    [InlineData("https://shop.tn/cb#", DeploymentEnvironment.Live, false)]
    [InlineData("https://a@shop.tn/cb", DeploymentEnvironment.Live, false)]
    [InlineData("https://shop.tn/c b", DeploymentEnvironment.Live, false)]
    [InlineData("shop.tn/cb", DeploymentEnvironment.Live, false)]
    [InlineData("//shop.tn/cb", DeploymentEnvironment.Live, false)]
    [InlineData("", DeploymentEnvironment.Live, false)]
    [InlineData(null, DeploymentEnvironment.Live, false)]
    public void The_list_takes_places_without_query_and_fragment(
        string? entry, DeploymentEnvironment environment, bool listable) =>
        Assert.Equal(listable, RedirectUrl.WhyNotListable(entry, environment) is null);

    [Theory]
    [InlineData("https://shop.tn/cb", true)]
    [InlineData("myapp:done", true)]
    [InlineData("//shop.tn/cb", false)]
    [InlineData("shop.tn/cb", false)]
    [InlineData(" https://shop.tn/cb", false)]
    [InlineData("ht\ttps://shop.tn/cb", false)]
    [InlineData("/cb", false)]
    [InlineData("", false)]
    public void An_absolute_URL_has_a_scheme(string text, bool absolute) =>
        Assert.Equal(absolute, RedirectUrl.IsAbsolute(text));

    [Fact]
    public void A_URL_has_at_most_2048_characters()
    {
        var longest = "https://shop.tn/cb?" + new string('x', 2048 - 19);
        Assert.True(RedirectUrl.IsAbsolute(longest));
        Assert.Null(RedirectUrl.Judge(longest, Listed, DeploymentEnvironment.Live));
        Assert.False(RedirectUrl.IsAbsolute(longest + "x"));
        Assert.NotNull(RedirectUrl.Judge(longest + "x", Listed, DeploymentEnvironment.Live));
    }

    [Theory]
    [InlineData("https://shop.tn/cb", "https://shop.tn/cb?")]
    [InlineData("https://shop.tn", "https://shop.tn?")]
    [InlineData("HTTPS://Shop.TN:443/a/../cb", "HTTPS://Shop.TN:443/a/../cb?")]
    [InlineData("https://shop.tn/cb?cart=A-17", "https://shop.tn/cb?cart=A-17&")]
    [InlineData("https://shop.tn/cb?", "https://shop.tn/cb?&")]
    [InlineData("https://shop.tn/%c3%a9/é?q=é %20%zz[1]", "https://shop.tn/%c3%a9/%C3%A9?q=%C3%A9%20%20%25zz%5B1%5D&")]
    [InlineData("https://shop.tn/cb?x='\"<>^`{|}~🙂", "https://shop.tn/cb?x='%22%3C%3E%5E%60%7B%7C%7D~%F0%9F%99%82&")]
    [InlineData("https://bücher.tn/é", "https://xn--bcher-kva.tn/%C3%A9?")]
    [InlineData("https://BÜCHER.tn:8443?a", "https://xn--bcher-kva.tn:8443?a&")]
    public void The_browser_gets_the_URL_as_sent_and_two_parameters(string url, string start) =>
        Assert.Equal(
            start + "session_id=0b7e3a52-6c1d-4f7a-9d55-2e8f4b6a1c90&status=completed",
            RedirectUrl.Return(url, Session, "completed"));

    [Theory]
    [InlineData("https://Shop.TN:443/cb?x", "https://shop.tn")]
    [InlineData("http://localhost:3000/cb", "http://localhost:3000")]
    [InlineData("https://bücher.tn/", "https://xn--bcher-kva.tn")]
    public void The_origin_is_named_as_browsers_name_it(string url, string origin) =>
        Assert.Equal(origin, RedirectUrl.OriginOf(url));

    [Fact]
    public void No_text_around_a_listed_URL_leads_to_another_origin()
    {
        string[] parts =
        [
            "https://", "https:", "http://", "//", "/", "\\", "@", ":", ".", "..", "#", "?", "%", "%2e", "%2f", "%5c",
            "shop.tn", "evil.tn", "localhost", "443", "cb", "。", "．", "\t", "\n", " ", "\u00ad", "é",
            "[::1]", "HTTPS://", "SHOP.TN",
        ];
        var texts = Gen.Elements(parts).ListOf(8).Select(string.Concat).ToArbitrary();
        string[] listed = ["https://shop.tn/cb", "https://shop.tn/"];
        var accepted = 0;
        Prop.ForAll(texts, text =>
        {
            var url = "https://shop.tn" + text;
            if (RedirectUrl.Judge(url, listed, DeploymentEnvironment.Live) is not null) return true;
            accepted++;
            var seen = new Uri(RedirectUrl.Return(url, Session, "expired"));
            return seen is { Scheme: "https", Host: "shop.tn", Port: 443, UserInfo: "", Fragment: "" }
                && seen.AbsolutePath is "/cb" or "/";
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));
        Assert.NotEqual(0, accepted);
    }
}
