using System.Text.Json.Nodes;
using Dhmad.Pages.Tests.Kit;

namespace Dhmad.Pages.Tests.Checkout;

/// <summary>The way back to the merchant: where to, with what, and that GET of the session agrees.</summary>
public class ReturnTests(Site site) : IClassFixture<Site>
{
    [Fact]
    public async Task A_completed_session_returns_with_its_id_and_status()
    {
        await using var shop = await site.OpenShopAsync();
        using var sami = new Visitor(site);
        var session = await shop.OpenAsync(await shop.CreateAsync(), "accept_pay", shop.Buyer, "?cart=A-17&name=%C3%A9");
        var page = await sami.EnterAsync(session, shop.Buyer);
        await sami.PostAsync(page.ActionForm.WithCard(Cards.Good));

        var back = (await sami.GetAsync(session.Path + "/return")).Expect(303);
        Assert.Equal($"{shop.ReturnUrl}?cart=A-17&name=%C3%A9&session_id={session.Id}&status=completed", back.Location);
        Assert.Equal("completed", (string?)(await shop.SessionAsync(session))["status"]);
    }

    [Fact]
    public async Task Whoever_has_the_link_can_cancel_and_return()
    {
        await using var shop = await site.OpenShopAsync();
        using var anyone = new Visitor(site);
        var session = await shop.OpenAsync(await shop.CreateAsync(), "accept_pay", shop.Buyer);
        var page = await anyone.GetAsync(session.Url);

        var cancelled = (await anyone.PostAsync(page.Form("/cancel"))).Expect(303);
        Assert.Equal(session.Url + "/return", cancelled.Location);
        var back = (await anyone.GetAsync(cancelled.Location!)).Expect(303);
        Assert.Equal($"{shop.ReturnUrl}?session_id={session.Id}&status=cancelled", back.Location);
        var read = await shop.SessionAsync(session);
        Assert.Equal(("cancelled", "user"), ((string?)read["status"], (string?)read["cancelledBy"]));
    }

    [Fact]
    public async Task An_expired_session_returns_as_expired_without_any_alarm()
    {
        await using var shop = await site.OpenShopAsync();
        using var anyone = new Visitor(site);
        var session = await shop.OpenAsync(await shop.CreateAsync(), "accept_pay", shop.Buyer);
        site.Time!.Jump(TimeSpan.FromMinutes(30));

        var back = (await anyone.GetAsync(session.Path + "/return")).Expect(303);
        Assert.Equal($"{shop.ReturnUrl}?session_id={session.Id}&status=expired", back.Location);
        Assert.Equal("expired", (string?)(await shop.SessionAsync(session))["status"]);
    }

    [Fact]
    public async Task While_there_is_something_to_do_returning_and_looking_at_the_outcome_lead_to_the_page()
    {
        await using var shop = await site.OpenShopAsync();
        using var anyone = new Visitor(site);
        var session = await shop.OpenAsync(await shop.CreateAsync(), "accept_pay", shop.Buyer);
        Assert.Equal(session.Url, (await anyone.GetAsync(session.Path + "/return")).Expect(303).Location);
        Assert.Equal(session.Url, (await anyone.GetAsync(session.Path + "/done")).Expect(303).Location);
        Assert.Equal("pending", (string?)(await shop.SessionAsync(session))["status"]);
    }

    [Fact]
    public async Task The_webhook_tells_the_truth_when_the_browser_never_comes_back()
    {
        await using var shop = await site.OpenShopAsync();
        await shop.SubscribeAsync();
        using var sami = new Visitor(site);
        var escrow = await shop.CreateAsync();
        var session = await shop.OpenAsync(escrow, "accept_pay", shop.Buyer);
        var page = await sami.EnterAsync(session, shop.Buyer);
        await sami.PostAsync(page.ActionForm.WithCard(Cards.Good)); // And the browser is closed.

        var hook = await shop.Receiver.NextAsync();
        Assert.Equal(("POST", "/hook"), (hook.Method, hook.Path));
        var body = JsonNode.Parse(hook.Text)!;
        Assert.Equal("escrow.status.updated", (string?)body["type"]);
        Assert.Contains(escrow, hook.Text, StringComparison.Ordinal);
        Assert.Contains("\"paid\"", hook.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(session.Id, hook.Text, StringComparison.Ordinal);
        Assert.Equal("completed", (string?)(await shop.SessionAsync(session))["status"]);
    }

    [Theory]
    [InlineData("?url=https://evil.example")]
    [InlineData("?redirectUrl=https://evil.example&next=//evil.example")]
    public async Task Nothing_in_the_link_can_send_the_browser_elsewhere(string query)
    {
        await using var shop = await site.OpenShopAsync();
        using var anyone = new Visitor(site);
        var session = await shop.OpenAsync(await shop.CreateAsync(), "accept_pay", shop.Buyer);
        var page = await anyone.GetAsync(session.Url + query);
        await anyone.PostAsync(page.Form("/cancel").With("redirectUrl", "https://evil.example").With("next", "https://evil.example"));
        var back = (await anyone.GetAsync(session.Path + "/return" + query)).Expect(303);
        Assert.StartsWith(shop.ReturnUrl + "?session_id=", back.Location, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://evil.example/back")]
    [InlineData("{receiver}/back/../elsewhere")]
    [InlineData("{receiver}/BACK")]
    [InlineData("{receiver}/back/")]
    [InlineData("{receiver}/back#status=completed")]
    [InlineData("http://evil@127.0.0.1/back")]
    [InlineData("{receiver}\\@evil.example/back")]
    [InlineData("javascript:alert(1)")]
    public async Task No_session_leads_to_a_place_that_is_not_listed(string url)
    {
        await using var shop = await site.OpenShopAsync();
        var escrow = await shop.CreateAsync();
        var refused = await shop.TryPostAsync($"/api/v1/escrows/{escrow}/sessions", new()
        {
            ["action"] = "accept_pay",
            ["targetUserEmail"] = shop.Buyer,
            ["redirectUrl"] = url.Replace("{receiver}", shop.Receiver.Url, StringComparison.Ordinal),
        });
        Assert.Equal(400, refused.Status);
    }
}
