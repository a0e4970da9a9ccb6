using System.Net;
using System.Text.Json.Nodes;
using Dhmad.Pages.Tests.Kit;

namespace Dhmad.Pages.Tests.Checkout;

/// <summary>Every cell of the race table of checkout sessions, and the races beside it, through HTTP and page.</summary>
public class RaceTests(Site site) : IClassFixture<Site>
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    // ---- completed ----

    [Fact]
    public async Task Completed_the_same_submission_again_gets_its_outcome_also_after_the_expiry()
    {
        await using var shop = await site.OpenShopAsync();
        using var sami = new Visitor(site);
        var (session, form) = await CompletedAsync(shop, sami);

        Assert.Equal(session.Url + "/done", (await sami.PostAsync(form)).Expect(303).Location);
        site.Time!.Advance(Lifetime + TimeSpan.FromDays(1));
        Assert.Equal(session.Url + "/done", (await sami.PostAsync(form)).Expect(303).Location);
        Assert.Equal(1, Count(await shop.GetAsync($"/api/v1/escrows/{await EscrowOf(shop, session)}/events"), "contract.signed"));
    }

    [Fact]
    public async Task Completed_another_submission_is_told_that_it_is_done()
    {
        await using var shop = await site.OpenShopAsync();
        using var sami = new Visitor(site);
        var (session, form) = await CompletedAsync(shop, sami);

        var other = (await sami.PostAsync(form.With("submissionId", Guid.NewGuid().ToString()))).Expect(303);
        Assert.Equal(session.Url + "/done", other.Location);
        Assert.Contains("already completed", (await sami.GetAsync(other.Location!)).Expect(200).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("already completed", (await sami.GetAsync(other.Location!)).Expect(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Completed_cancelling_on_the_page_is_told_that_it_is_done()
    {
        await using var shop = await site.OpenShopAsync();
        using var sami = new Visitor(site);
        var (session, form) = await CompletedAsync(shop, sami);

        var cancel = (await sami.PostAsync(form.To(session.Path + "/cancel"))).Expect(303);
        Assert.Equal(session.Url + "/done", cancel.Location);
        Assert.Contains("already completed", (await sami.GetAsync(cancel.Location!)).Text, StringComparison.Ordinal);
        Assert.Equal("completed", (string?)(await shop.SessionAsync(session))["status"]);
    }

    [Fact]
    public async Task Completed_the_api_cannot_cancel_it_and_the_clock_does_nothing()
    {
        await using var shop = await site.OpenShopAsync();
        using var sami = new Visitor(site);
        var (session, _) = await CompletedAsync(shop, sami);

        await ExpectAsync(shop.TryCancelAsync(session), 409, "SESSION_ALREADY_COMPLETED");
        site.Time!.Advance(Lifetime + Lifetime);
        Assert.Equal("completed", (string?)(await shop.SessionAsync(session))["status"]);
    }

    // ---- cancelled ----

    [Fact]
    public async Task Cancelled_every_submission_and_every_cancel_sees_by_whom()
    {
        await using var shop = await site.OpenShopAsync();
        using var sami = new Visitor(site);
        var (session, page) = await OpenAsync(shop, sami);
        (await sami.PostAsync(page.Form("/cancel"))).Expect(303);

        foreach (var form in new[] { page.ActionForm.Signed(), page.Form("/cancel") })
        {
            var told = (await sami.PostAsync(form)).Expect(410);
            Assert.Contains("This step was cancelled", told.Text, StringComparison.Ordinal);
            Assert.Contains("cancelled on this page", told.Text, StringComparison.Ordinal);
            Assert.False(told.Has("submissionId"));
        }

        (await sami.GetAsync(session.Url)).Expect(410);
        Assert.False(await IsSignedAsync(shop, session));
    }

    [Fact]
    public async Task Cancelled_the_api_may_say_it_again_and_the_clock_does_nothing()
    {
        await using var shop = await site.OpenShopAsync();
        using var sami = new Visitor(site);
        var (session, page) = await OpenAsync(shop, sami);
        using var first = await shop.TryCancelAsync(session);
        using var second = await shop.TryCancelAsync(session);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));

        var told = (await sami.PostAsync(page.ActionForm.Signed())).Expect(410);
        Assert.Contains("The shop cancelled it", told.Text, StringComparison.Ordinal);
        site.Time!.Advance(Lifetime + Lifetime);
        Assert.Equal("cancelled", (string?)(await shop.SessionAsync(session))["status"]);
        Assert.Equal("developer", (string?)(await shop.SessionAsync(session))["cancelledBy"]);
    }

    [Fact]
    public async Task Cancelled_by_the_end_of_the_escrow_says_so()
    {
        await using var shop = await site.OpenShopAsync();
        using var sami = new Visitor(site);
        var (session, page) = await OpenAsync(shop, sami);
        await shop.PostAsync($"/api/v1/escrows/{await EscrowOf(shop, session)}/cancel", []);

        var told = (await sami.PostAsync(page.ActionForm.Signed())).Expect(410);
        Assert.Contains("The deal was closed", told.Text, StringComparison.Ordinal);
        Assert.Equal("escrow", (string?)(await shop.SessionAsync(session))["cancelledBy"]);
    }

    // ---- expired ----

    [Fact]
    public async Task Expired_every_submission_and_every_cancel_sees_it()
    {
        await using var shop = await site.OpenShopAsync();
        using var sami = new Visitor(site);
        var (session, page) = await OpenAsync(shop, sami);
        site.Time!.Jump(Lifetime); // No alarm rings: the page must know by itself.

        foreach (var form in new[] { page.ActionForm.Signed(), page.Form("/cancel") })
        {
            var told = (await sami.PostAsync(form)).Expect(410);
            Assert.Contains("This link has expired", told.Text, StringComparison.Ordinal);
        }

        (await sami.GetAsync(session.Url)).Expect(410);
        Assert.False(await IsSignedAsync(shop, session));
        Assert.Equal("expired", (string?)(await shop.SessionAsync(session))["status"]);
    }

    [Fact]
    public async Task Expired_the_api_cannot_cancel_it()
    {
        await using var shop = await site.OpenShopAsync();
        using var sami = new Visitor(site);
        var (session, _) = await OpenAsync(shop, sami);
        site.Time!.Advance(Lifetime);
        await ExpectAsync(shop.TryCancelAsync(session), 409, "SESSION_ALREADY_EXPIRED");
    }

    [Fact]
    public async Task A_session_lives_to_the_last_millisecond_and_not_longer()
    {
        await using var shop = await site.OpenShopAsync();
        using var sami = new Visitor(site);
        var (session, page) = await OpenAsync(shop, sami);
        var (late, latePage) = await OpenAsync(shop, sami);
        site.Time!.Advance(Lifetime - TimeSpan.FromMilliseconds(1));
        (await sami.PostAsync(page.ActionForm.Signed())).Expect(303);
        site.Time.Advance(TimeSpan.FromMilliseconds(1));
        (await sami.PostAsync(latePage.ActionForm.Signed())).Expect(410);
        Assert.Equal("completed", (string?)(await shop.SessionAsync(session))["status"]);
        Assert.Equal("expired", (string?)(await shop.SessionAsync(late))["status"]);
    }

    // ---- under review ----

    [Fact]
    public async Task Under_review_nothing_is_paid_twice_and_nothing_ends_the_session()
    {
        await using var shop = await site.OpenShopAsync();
        using var sami = new Visitor(site);
        var session = await shop.OpenAsync(await shop.CreateAsync(), "accept_pay", shop.Buyer);
        var page = await sami.EnterAsync(session, shop.Buyer);
        var form = page.ActionForm.WithCard(Cards.SilentPaid);
        (await sami.PostAsync(form)).Expect(303);

        Assert.Equal(session.Url + "/done", (await sami.PostAsync(form)).Expect(303).Location);
        var other = (await sami.PostAsync(form.With("submissionId", Guid.NewGuid().ToString()).WithCard(Cards.Good))).Expect(409);
        Assert.Contains("We are checking your payment", other.Text, StringComparison.Ordinal);
        var cancel = (await sami.PostAsync(page.Form("/cancel"))).Expect(409);
        Assert.Contains("We are checking your payment", cancel.Text, StringComparison.Ordinal);
        await ExpectAsync(shop.TryCancelAsync(session), 409, "PAYMENT_UNDER_REVIEW");
        Assert.Contains("We are checking", (await sami.GetAsync(session.Url)).Expect(200).Text, StringComparison.Ordinal);
        site.Time!.Jump(Lifetime);
        Assert.Equal("pending", (string?)(await shop.SessionAsync(session))["status"]);
    }

    // ---- between ----

    [Fact]
    public async Task The_same_submission_twice_at_once_has_one_effect_and_one_outcome()
    {
        await using var shop = await site.OpenShopAsync();
        using var sami = new Visitor(site);
        var session = await shop.OpenAsync(await shop.CreateAsync(), "accept_pay", shop.Buyer);
        var page = await sami.EnterAsync(session, shop.Buyer);
        var form = page.ActionForm.WithCard(Cards.Good);

        var both = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => sami.PostAsync(form)));
        Assert.All(both, answer => Assert.Equal((303, session.Url + "/done"), (answer.Status, answer.Location)));
        Assert.Equal(1, Count(await shop.GetAsync($"/api/v1/escrows/{await EscrowOf(shop, session)}/events"), "escrow.status.updated"));
    }

    [Fact]
    public async Task Two_browsers_at_once_have_one_effect()
    {
        await using var shop = await site.OpenShopAsync();
        using var phone = new Visitor(site);
        using var laptop = new Visitor(site);
        var session = await shop.OpenAsync(await shop.CreateAsync(), "accept_pay", shop.Buyer);
        var pages = new[] { await phone.EnterAsync(session, shop.Buyer), await laptop.EnterAsync(session, shop.Buyer) };

        var both = await Task.WhenAll(
            phone.PostAsync(pages[0].ActionForm.WithCard(Cards.Good)), laptop.PostAsync(pages[1].ActionForm.WithCard(Cards.Good)));
        Assert.Contains(both, answer => answer.Status == 303);
        Assert.All(both, answer => Assert.Contains(answer.Status, new[] { 303, 409 }));
        Assert.Equal(1, Count(await shop.GetAsync($"/api/v1/escrows/{await EscrowOf(shop, session)}/events"), "escrow.status.updated"));
        Assert.Equal("completed", (string?)(await shop.SessionAsync(session))["status"]);
    }

    [Fact]
    public async Task Of_two_sessions_for_one_action_the_second_is_told_what_won()
    {
        await using var shop = await site.OpenShopAsync();
        using var sami = new Visitor(site);
        var escrow = await shop.CreateAsync();
        var first = await sami.EnterAsync(await shop.OpenAsync(escrow, "accept_pay", shop.Buyer), shop.Buyer);
        var secondSession = await shop.OpenAsync(escrow, "accept_pay", shop.Buyer);
        var second = await sami.OpenAsync(secondSession.Url);
        (await sami.PostAsync(first.ActionForm.WithCard(Cards.Good))).Expect(303);

        var told = (await sami.PostAsync(second.ActionForm.WithCard(Cards.Good))).Expect(400);
        Assert.Contains("already paid", told.Text, StringComparison.Ordinal);
        Assert.Equal("pending", (string?)(await shop.SessionAsync(secondSession))["status"]);
    }

    [Fact]
    public async Task A_declined_payment_posted_again_is_the_same_decline()
    {
        await using var shop = await site.OpenShopAsync();
        using var sami = new Visitor(site);
        var session = await shop.OpenAsync(await shop.CreateAsync(), "accept_pay", shop.Buyer);
        var page = await sami.EnterAsync(session, shop.Buyer);
        (await sami.PostAsync(page.ActionForm.WithCard(Cards.Declined))).Expect(400);

        // With a good card under the same id: the rail is not called again.
        var again = (await sami.PostAsync(page.ActionForm.WithCard(Cards.Good))).Expect(400);
        Assert.Contains("The card was refused", again.Text, StringComparison.Ordinal);
        Assert.Equal("pending", (string?)(await shop.SessionAsync(session))["status"]);
    }

    [Fact]
    public async Task A_change_of_terms_is_noticed_unless_the_signature_came_first()
    {
        await using var shop = await site.OpenShopAsync();
        using var sami = new Visitor(site);
        var (session, page) = await OpenAsync(shop, sami);
        await shop.ChangeAsync(await EscrowOf(shop, session), new JsonObject { ["contractTerms"] = "The seller delivers twice." });

        var refused = (await sami.PostAsync(page.ActionForm.Signed())).Expect(409);
        Assert.Contains("The deal has changed", refused.Text, StringComparison.Ordinal);
        Assert.Contains("delivers twice", refused.Text, StringComparison.Ordinal);
        Assert.Equal("Sami Ben Ali", refused.ActionForm.Fields["fullName"]);
        (await sami.PostAsync(refused.ActionForm.Signed())).Expect(303);
    }

    [Fact]
    public async Task After_a_restart_the_repeated_submission_gets_the_stored_outcome()
    {
        await using var shop = await site.OpenShopAsync();
        using var sami = new Visitor(site);
        var (session, form) = await CompletedAsync(shop, sami);
        await site.RestartAsync();
        Assert.Equal(session.Url + "/done", (await sami.PostAsync(form)).Expect(303).Location);
    }

    [Fact]
    public async Task Who_comes_signed_out_with_a_known_submission_gets_its_outcome_and_no_more()
    {
        await using var shop = await site.OpenShopAsync();
        using var sami = new Visitor(site);
        var (session, form) = await CompletedAsync(shop, sami);
        var page = await sami.GetAsync(session.Path + "/done");
        await sami.PostAsync(page.Form("/logout"));

        Assert.Equal(session.Url + "/done", (await sami.PostAsync(form)).Expect(303).Location);
        var done = (await sami.GetAsync(session.Path + "/done")).Expect(200);
        Assert.Contains("already completed", done.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Cargo bike", done.Html, StringComparison.Ordinal);
    }

    private static async Task<(Session Session, Page Page)> OpenAsync(Shop shop, Visitor visitor)
    {
        var session = await shop.OpenAsync(await shop.CreateAsync("standard"), "sign_contract", shop.Buyer);
        return (session, await visitor.EnterAsync(session, shop.Buyer));
    }

    private static async Task<(Session Session, Form Form)> CompletedAsync(Shop shop, Visitor visitor)
    {
        var (session, page) = await OpenAsync(shop, visitor);
        var form = page.ActionForm.Signed();
        (await visitor.PostAsync(form)).Expect(303);
        return (session, form);
    }

    private static async Task<string> EscrowOf(Shop shop, Session session) => (string)(await shop.SessionAsync(session))["escrowId"]!;

    private static async Task<bool> IsSignedAsync(Shop shop, Session session) =>
        (bool)(await shop.EscrowAsync(await EscrowOf(shop, session)))["signatures"]!["buyerSigned"]!;

    private static int Count(JsonNode events, string type) =>
        events["events"]!.AsArray().Count(entry => (string?)entry!["event"]!["type"] == type);

    private static async Task ExpectAsync(Task<HttpResponseMessage> call, int status, string code)
    {
        using var answer = await call;
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal((status, code), ((int)answer.StatusCode, (string?)body["code"]));
        Assert.NotNull(body["session"]);
    }
}
