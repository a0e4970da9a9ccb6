using Dhmad.Pages.Tests.Kit;
using Dhmad.Testing;

namespace Dhmad.Pages.Tests.Checkout;

/// <summary>When the database fails, a page says so, and repeating the form finds out what happened.</summary>
public class OutageTests(Site site) : IClassFixture<Site>
{
    [Theory]
    [InlineData(FaultPoint.BeforeCommit)]
    [InlineData(FaultPoint.AfterCommit)]
    public async Task A_commit_of_unknown_outcome_is_found_out_by_the_same_form(FaultPoint point)
    {
        await using var shop = await site.OpenShopAsync();
        using var sami = new Visitor(site);
        var session = await shop.OpenAsync(await shop.CreateAsync("standard"), "sign_contract", shop.Buyer);
        var form = (await sami.EnterAsync(session, shop.Buyer)).ActionForm.Signed();

        site.Faults.FailNextCommit(point);
        var failed = (await sami.PostAsync(form)).Expect(503);
        Assert.Contains("Something went wrong on our side", failed.Text, StringComparison.Ordinal);
        Assert.Contains(failed.Headers["X-Request-Id"], failed.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", failed.Html, StringComparison.Ordinal);

        Assert.Equal(session.Url + "/done", (await sami.PostAsync(form)).Expect(303).Location);
        var escrow = await shop.EscrowAsync((string)(await shop.SessionAsync(session))["escrowId"]!);
        Assert.True((bool)escrow["signatures"]!["buyerSigned"]!);
        Assert.Equal(2, (int)escrow["sequence"]!);
    }

    [Fact]
    public async Task While_the_database_is_away_pages_say_so_and_afterwards_they_work_again()
    {
        await using var shop = await site.OpenShopAsync();
        using var anyone = new Visitor(site);
        var session = await shop.OpenAsync(await shop.CreateAsync(), "accept_pay", shop.Buyer);
        site.Faults.IsAway = true;
        try
        {
            var away = (await anyone.GetAsync(session.Url)).Expect(503);
            Assert.Contains("Something went wrong on our side", away.Text, StringComparison.Ordinal);
            Assert.Equal("1", away.Headers["Retry-After"]);
        }
        finally
        {
            site.Faults.IsAway = false;
        }

        (await anyone.GetAsync(session.Url)).Expect(200);
    }
}
