using System.Net.Http.Json;
using Dhmad.Pages.Tests.Kit;

namespace Dhmad.Pages.Tests.Security;

/// <summary>Forged, replayed and piled-up forms.</summary>
public class FormSecurityTests(Site site) : IClassFixture<Site>
{
    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("💥<script>")]
    public async Task A_form_with_a_token_of_its_own_making_is_refused(string token)
    {
        await using var shop = await site.OpenShopAsync();
        using var anyone = new Visitor(site);
        var session = await shop.OpenAsync(await shop.CreateAsync(), "accept_pay", shop.Buyer);
        var page = await anyone.GetAsync(session.Url);

        var refused = (await anyone.PostAsync(page.Form("/cancel").With("_csrf", token))).Expect(403);
        Assert.Contains("This form could not be accepted", refused.Text, StringComparison.Ordinal);
        Assert.Contains(refused.Headers["X-Request-Id"], refused.Text, StringComparison.Ordinal);
        (await anyone.PostAsync(page.Form("/cancel").Without("_csrf"))).Expect(403);
        Assert.Equal("pending", (string?)(await shop.SessionAsync(session))["status"]);
    }

    [Fact]
    public async Task A_token_is_worth_nothing_in_another_browser()
    {
        await using var shop = await site.OpenShopAsync();
        using var attacker = new Visitor(site);
        using var victim = new Visitor(site);
        var session = await shop.OpenAsync(await shop.CreateAsync(), "accept_pay", shop.Buyer);
        var form = (await attacker.GetAsync(session.Url)).Form("/cancel");
        await victim.GetAsync(session.Url);

        (await victim.PostAsync(form)).Expect(403);
        using var cookieless = new Visitor(site);
        (await cookieless.PostAsync(form)).Expect(403);
        Assert.Equal("pending", (string?)(await shop.SessionAsync(session))["status"]);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Sec-Fetch-Site", "none")]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    public async Task A_form_that_another_site_sent_is_refused_even_with_the_right_token(string header, string value)
    {
        await using var shop = await site.OpenShopAsync();
        using var anyone = new Visitor(site);
        var session = await shop.OpenAsync(await shop.CreateAsync(), "accept_pay", shop.Buyer);
        var form = (await anyone.GetAsync(session.Url)).Form("/cancel");

        (await anyone.PostAsync(form, request =>
        {
            if (header == "Origin") request.Headers.Remove("Sec-Fetch-Site");
            request.Headers.Remove(header);
            request.Headers.Add(header, value);
        })).Expect(403);
        Assert.Equal("pending", (string?)(await shop.SessionAsync(session))["status"]);
    }

    [Fact]
    public async Task A_program_that_sends_neither_header_is_taken_by_its_token()
    {
        await using var shop = await site.OpenShopAsync();
        using var curl = new Visitor(site);
        var session = await shop.OpenAsync(await shop.CreateAsync(), "accept_pay", shop.Buyer);
        var form = (await curl.GetAsync(session.Url)).Form("/cancel");
        (await curl.PostAsync(form, request =>
        {
            request.Headers.Remove("Sec-Fetch-Site");
            request.Headers.Remove("Origin");
        })).Expect(303);
    }

    [Fact]
    public async Task A_restart_leaves_open_forms_good()
    {
        await using var shop = await site.OpenShopAsync();
        using var anyone = new Visitor(site);
        var session = await shop.OpenAsync(await shop.CreateAsync(), "accept_pay", shop.Buyer);
        var form = (await anyone.GetAsync(session.Url)).Form("/cancel");
        await site.RestartAsync();
        (await anyone.PostAsync(form)).Expect(303);
    }

    [Theory]
    [InlineData("/cancel")]
    [InlineData("/sign-in")]
    public async Task A_link_never_changes_anything(string path)
    {
        await using var shop = await site.OpenShopAsync();
        using var anyone = new Visitor(site);
        var session = await shop.OpenAsync(await shop.CreateAsync(), "accept_pay", shop.Buyer);
        await anyone.GetAsync(session.Path + path);
        Assert.Equal("pending", (string?)(await shop.SessionAsync(session))["status"]);
    }

    [Fact]
    public async Task A_body_that_is_no_form_is_refused()
    {
        await using var shop = await site.OpenShopAsync();
        using var anyone = new Visitor(site);
        var session = await shop.OpenAsync(await shop.CreateAsync(), "accept_pay", shop.Buyer);
        var form = (await anyone.GetAsync(session.Url)).Form("/cancel");
        (await anyone.PostAsync(form, request => request.Content = JsonContent.Create(form.Fields))).Expect(403);
        Assert.Equal("pending", (string?)(await shop.SessionAsync(session))["status"]);
    }

    [Fact]
    public async Task More_than_twenty_forms_a_minute_of_one_visitor_wait()
    {
        await using var shop = await site.OpenShopAsync();
        using var anyone = new Visitor(site);
        var form = (await anyone.GetAsync("/login")).FormWith("email").With("email", "not an address");
        for (var i = 0; i < 20; i++) (await anyone.PostAsync(form)).Expect(422);

        var refused = (await anyone.PostAsync(form)).Expect(429);
        Assert.Contains("Too many tries", refused.Text, StringComparison.Ordinal);
        Assert.Equal("60", refused.Headers["Retry-After"]);
        using var other = new Visitor(site);
        var theirs = (await other.GetAsync("/login")).FormWith("email").With("email", "not an address");
        (await other.PostAsync(theirs)).Expect(422);
        site.Time!.Advance(TimeSpan.FromSeconds(60));
        (await anyone.PostAsync(form)).Expect(422);
    }

    [Fact]
    public async Task More_than_a_hundred_forms_a_minute_of_one_address_wait()
    {
        await using var shop = await site.OpenShopAsync();
        var statuses = new List<int>();
        for (var browser = 0; browser < 6; browser++)
        {
            using var visitor = new Visitor(site);
            var form = (await visitor.GetAsync("/login")).FormWith("email").With("email", "x");
            for (var i = 0; i < 18; i++) statuses.Add((await visitor.PostAsync(form)).Status);
        }

        Assert.Equal(100, statuses.TakeWhile(status => status == 422).Count());
        Assert.All(statuses.Skip(100), status => Assert.Equal(429, status));
    }
}
