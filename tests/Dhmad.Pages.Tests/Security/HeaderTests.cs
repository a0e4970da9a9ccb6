using Dhmad.Pages.Tests.Kit;

namespace Dhmad.Pages.Tests.Security;

public class HeaderTests(Site site) : IClassFixture<Site>
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>Headers that differ from answer to answer.</summary>
    private static readonly string[] Others = ["Date", "X-Request-Id", "Set-Cookie"];

    [Theory]
    [InlineData("/login", 200)]
    [InlineData("/checkout/nothing", 404)]
    [InlineData("/no/such/page", 404)]
    [InlineData("/dashboard/association/nothing", 303)]
    public async Task Every_page_keeps_to_itself(string path, int status)
    {
        using var anyone = new Visitor(site);
        var page = (await anyone.GetAsync(path)).Expect(status);
        Assert.Equal(Policy, page.Headers["Content-Security-Policy"]);
        Assert.Equal("DENY", page.Headers["X-Frame-Options"]);
        Assert.Equal("nosniff", page.Headers["X-Content-Type-Options"]);
        Assert.Equal("same-origin", page.Headers["Referrer-Policy"]);
        Assert.Equal("same-origin", page.Headers["Cross-Origin-Opener-Policy"]);
        Assert.Contains("camera=()", page.Headers["Permissions-Policy"], StringComparison.Ordinal);
        Assert.Equal("no-store", page.Headers["Cache-Control"]);
        Assert.Equal("noindex", page.Headers["X-Robots-Tag"]);
        Assert.True(Guid.TryParse(page.Headers["X-Request-Id"], out _));
        Assert.DoesNotContain("Strict-Transport-Security", page.Headers.Keys);
    }

    [Theory]
    [InlineData("/login", 200)]
    [InlineData("/checkout/nothing", 404)]
    [InlineData("/no/such/page", 404)]
    [InlineData("/health/live", 200)]
    [InlineData("/health/ready", 200)]
    public async Task HEAD_answers_as_GET_does_without_the_body(string path, int status)
    {
        using var anyone = new Visitor(site);
        var read = (await anyone.GetAsync(path)).Expect(status);
        var head = (await anyone.HeadAsync(path)).Expect(status);
        Assert.Equal("", head.Html);
        foreach (var name in read.Headers.Keys.Except(Others, StringComparer.OrdinalIgnoreCase))
            Assert.Equal(read.Headers[name], head.Headers[name]);
    }

    [Fact]
    public async Task A_checkout_page_may_send_its_forms_on_to_the_merchant_and_nowhere_else()
    {
        await using var shop = await site.OpenShopAsync();
        using var anyone = new Visitor(site);
        var session = await shop.OpenAsync(await shop.CreateAsync(), "accept_pay", shop.Buyer);
        var page = await anyone.GetAsync(session.Url);
        Assert.Equal(
            Policy.Replace("form-action 'self'", $"form-action 'self' {shop.Receiver.Url}", StringComparison.Ordinal),
            page.Headers["Content-Security-Policy"]);
    }

    [Fact]
    public async Task The_visitors_cookie_is_hidden_from_scripts_and_other_sites()
    {
        using var anyone = new Visitor(site);
        var line = (await anyone.GetAsync("/login")).Headers["Set-Cookie"];
        Assert.Contains("httponly", line, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", line, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("secure", line, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Set-Cookie", (await anyone.GetAsync("/login")).Headers.Keys);
    }

    [Fact]
    public async Task The_stylesheet_is_ours_and_may_be_kept()
    {
        using var anyone = new Visitor(site);
        var page = await anyone.GetAsync("/login");
        var path = System.Text.RegularExpressions.Regex.Match(page.Html, "<link rel=\"stylesheet\" href=\"([^\"]+)\"").Groups[1].Value;
        var sheet = (await anyone.GetAsync(path)).Expect(200);
        Assert.StartsWith("text/css", sheet.Headers["Content-Type"], StringComparison.Ordinal);
        Assert.Contains("immutable", sheet.Headers["Cache-Control"], StringComparison.Ordinal);
        Assert.DoesNotContain("url(", sheet.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", sheet.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_page_loads_anything_from_outside_or_runs_anything()
    {
        await using var shop = await site.OpenShopAsync();
        using var sami = new Visitor(site);
        var page = await sami.EnterAsync(await shop.OpenAsync(await shop.CreateAsync(), "accept_pay", shop.Buyer), shop.Buyer);
        Assert.DoesNotContain("<script", page.Html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(" style=", page.Html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("http:", page.Html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("https:", page.Html, StringComparison.OrdinalIgnoreCase);
    }
}
