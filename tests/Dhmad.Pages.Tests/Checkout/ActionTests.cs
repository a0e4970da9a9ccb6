using System.Text.RegularExpressions;
using Dhmad.Pages.Tests.Kit;

namespace Dhmad.Pages.Tests.Checkout;

/// <summary>Each action but paying, on its page: what is shown, what the form does, what the outcome says.</summary>
public class ActionTests(Site site) : IClassFixture<Site>
{
    [Fact]
    public async Task Both_sign_and_the_contract_is_shown_whole()
    {
        await using var shop = await site.OpenShopAsync();
        using var amel = new Visitor(site);
        using var sami = new Visitor(site);
        var escrow = await shop.CreateAsync("standard");

        var page = await amel.EnterAsync(await shop.OpenAsync(escrow, "sign_contract", shop.Seller), shop.Seller);
        Assert.Contains("The seller delivers. The buyer pays.", page.Text, StringComparison.Ordinal);
        Assert.Contains("Not signed yet", page.Text, StringComparison.Ordinal);
        var done = (await amel.SubmitAsync(page.ActionForm.With("fullName", "Nour Ben Salah").With("agree", "yes"))).Expect(200);
        Assert.Contains("You have signed", done.Text, StringComparison.Ordinal);

        page = await sami.EnterAsync(await shop.OpenAsync(escrow, "sign_contract", shop.Buyer), shop.Buyer);
        Assert.Single(Regex.Matches(page.Text, "Not signed yet"));
        (await sami.PostAsync(page.ActionForm.Signed())).Expect(303);
        Assert.True((bool?)(await shop.EscrowAsync(escrow))["signatures"]!["isFullySigned"]);
    }

    [Fact]
    public async Task The_buyer_releases_the_money_only_with_the_box_ticked()
    {
        await using var shop = await site.OpenShopAsync();
        using var sami = new Visitor(site);
        var escrow = await PaidAsync(shop, sami);
        await shop.DeliverAsync(escrow);
        var session = await shop.OpenAsync(escrow, "complete", shop.Buyer);

        var page = await sami.EnterAsync(session, shop.Buyer);
        Assert.Contains("95.000 TND", page.Text, StringComparison.Ordinal);
        (await sami.PostAsync(page.ActionForm)).Expect(422);
        Assert.Equal("delivered", (string?)(await shop.EscrowAsync(escrow))["status"]);

        var done = (await sami.SubmitAsync(page.ActionForm.Confirmed())).Expect(200);
        Assert.Contains("The deal is complete", done.Text, StringComparison.Ordinal);
        Assert.Equal("completed", (string?)(await shop.EscrowAsync(escrow))["status"]);
        Assert.Equal(95m, await shop.BalanceAsync());
    }

    [Fact]
    public async Task A_dispute_gets_a_ticket_number()
    {
        await using var shop = await site.OpenShopAsync();
        using var sami = new Visitor(site);
        var escrow = await PaidAsync(shop, sami);
        var session = await shop.OpenAsync(escrow, "dispute", shop.Buyer);

        var page = await sami.EnterAsync(session, shop.Buyer);
        var kept = (await sami.PostAsync(page.ActionForm.With("reason", "too short"))).Expect(422);
        Assert.Equal("too short", kept.ActionForm.Fields["reason"]);
        var done = (await sami.SubmitAsync(kept.ActionForm.With("reason", "It never came.\r\nNobody answers."))).Expect(200);

        var ticket = (string?)(await shop.EscrowAsync(escrow))["disputeTicket"]!["ticketNumber"];
        Assert.Contains(ticket!, done.Text, StringComparison.Ordinal);
        Assert.Equal("It never came.\nNobody answers.", (string?)(await shop.EscrowAsync(escrow))["dispute"]!["reason"]);
    }

    [Fact]
    public async Task The_seller_grants_a_cancellation_and_the_buyer_has_everything_back()
    {
        await using var shop = await site.OpenShopAsync();
        using var sami = new Visitor(site);
        using var amel = new Visitor(site);
        var escrow = await PaidAsync(shop, sami);
        await RequestAsync(shop, sami, escrow);

        var page = await amel.EnterAsync(await shop.OpenAsync(escrow, "accept_cancellation", shop.Seller), shop.Seller);
        Assert.Contains("I changed my mind <b>really</b>", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>really", page.Html, StringComparison.Ordinal);
        var done = (await amel.SubmitAsync(page.ActionForm.Confirmed())).Expect(200);
        Assert.Contains("The deal is cancelled", done.Text, StringComparison.Ordinal);
        var state = await shop.EscrowAsync(escrow);
        Assert.Equal(("cancelled", "accepted"), ((string?)state["status"], (string?)state["cancellationRequest"]!["status"]));
    }

    [Fact]
    public async Task The_outcome_of_a_step_opened_after_the_refund_tells_of_the_refund()
    {
        await using var shop = await site.OpenShopAsync();
        using var sami = new Visitor(site);
        using var amel = new Visitor(site);
        var escrow = await shop.CreateAsync();
        var paid = await shop.OpenAsync(escrow, "accept_pay", shop.Buyer);
        var page = await sami.EnterAsync(paid, shop.Buyer);
        (await sami.PostAsync(page.ActionForm.WithCard(Cards.Good))).Expect(303);
        await RequestAsync(shop, sami, escrow);
        var disputed = await shop.OpenAsync(escrow, "dispute", shop.Buyer);
        page = await sami.EnterAsync(disputed, shop.Buyer);
        (await sami.PostAsync(page.ActionForm.With("reason", "It never came."))).Expect(303);
        page = await amel.EnterAsync(await shop.OpenAsync(escrow, "accept_cancellation", shop.Seller), shop.Seller);
        (await amel.PostAsync(page.ActionForm.Confirmed())).Expect(303);

        foreach (var session in new[] { paid, disputed })
        {
            var done = (await sami.GetAsync(session.Url + "/done")).Expect(200);
            Assert.Contains("The seller agreed to cancel. The full 100.000 TND went back to you.", done.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("held safely", done.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("dispute is open", done.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_seller_declines_a_cancellation_with_or_without_a_reason()
    {
        await using var shop = await site.OpenShopAsync();
        using var sami = new Visitor(site);
        using var amel = new Visitor(site);
        var escrow = await PaidAsync(shop, sami);
        await RequestAsync(shop, sami, escrow);

        var page = await amel.EnterAsync(await shop.OpenAsync(escrow, "reject_cancellation", shop.Seller), shop.Seller);
        var done = (await amel.SubmitAsync(page.ActionForm)).Expect(200);
        Assert.Contains("You have declined", done.Text, StringComparison.Ordinal);
        var request = (await shop.EscrowAsync(escrow))["cancellationRequest"]!;
        Assert.Equal("rejected", (string?)request["status"]);
        Assert.Null(request["rejectionReason"]);
    }

    [Fact]
    public async Task The_seller_cancels_and_refunds_at_once()
    {
        await using var shop = await site.OpenShopAsync();
        using var sami = new Visitor(site);
        using var amel = new Visitor(site);
        var escrow = await PaidAsync(shop, sami);

        var page = await amel.EnterAsync(await shop.OpenAsync(escrow, "cancel_escrow", shop.Seller), shop.Seller);
        Assert.Contains("100.000 TND", page.Text, StringComparison.Ordinal);
        (await amel.PostAsync(page.ActionForm)).Expect(422);
        (await amel.PostAsync(page.ActionForm.Confirmed().With("reason", "Sold out"))).Expect(303);
        Assert.Equal("seller_cancel", (string?)(await shop.EscrowAsync(escrow))["closure"]!["reason"]);
    }

    [Fact]
    public async Task A_step_that_is_no_longer_possible_says_why_and_leads_back()
    {
        await using var shop = await site.OpenShopAsync();
        using var sami = new Visitor(site);
        var escrow = await shop.CreateAsync();
        var first = await shop.OpenAsync(escrow, "accept_pay", shop.Buyer);
        var second = await shop.OpenAsync(escrow, "accept_pay", shop.Buyer);
        var page = await sami.EnterAsync(first, shop.Buyer);
        (await sami.PostAsync(page.ActionForm.WithCard(Cards.Good))).Expect(303);

        var late = (await sami.GetAsync(second.Url)).Expect(200);
        Assert.Contains("This deal is already paid", late.Text, StringComparison.Ordinal);
        Assert.False(late.Has("submissionId"));
        (await sami.PostAsync(late.Form("/cancel"))).Expect(303);
        Assert.Equal("cancelled", (string?)(await shop.SessionAsync(second))["status"]);
    }

    [Fact]
    public async Task Every_page_says_what_happens_next_and_when_nobody_acts()
    {
        await using var shop = await site.OpenShopAsync();
        using var sami = new Visitor(site);
        var session = await shop.OpenAsync(await shop.CreateAsync(), "accept_pay", shop.Buyer);
        var page = await sami.EnterAsync(session, shop.Buyer);
        Assert.Contains("What happens next", page.Text, StringComparison.Ordinal);
        Assert.Contains("It is your turn", page.Text, StringComparison.Ordinal);
        Assert.Contains("the deal ends and nobody is charged", page.Text, StringComparison.Ordinal);
        Assert.Contains("This page works until", page.Text, StringComparison.Ordinal);
        Assert.Contains("(Tunis time)", page.Text, StringComparison.Ordinal);
    }

    private static async Task<string> PaidAsync(Shop shop, Visitor buyer)
    {
        var escrow = await shop.CreateAsync();
        var page = await buyer.EnterAsync(await shop.OpenAsync(escrow, "accept_pay", shop.Buyer), shop.Buyer);
        (await buyer.PostAsync(page.ActionForm.WithCard(Cards.Good))).Expect(303);
        return escrow;
    }

    private static async Task RequestAsync(Shop shop, Visitor buyer, string escrow)
    {
        var page = await buyer.EnterAsync(await shop.OpenAsync(escrow, "request_cancellation", shop.Buyer), shop.Buyer);
        (await buyer.PostAsync(page.ActionForm.With("reason", "I changed my mind <b>really</b>"))).Expect(303);
    }
}
