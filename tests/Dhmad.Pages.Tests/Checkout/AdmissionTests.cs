using Dhmad.Pages.Tests.Kit;

namespace Dhmad.Pages.Tests.Checkout;

/// <summary>Only the person a session is for gets in; anyone else learns nothing.</summary>
public class AdmissionTests(Site site) : IClassFixture<Site>
{
    private const string Secret = "Grandmother's violin";

    [Fact]
    public async Task Who_is_not_signed_in_sees_the_shop_the_step_and_a_masked_address()
    {
        await using var shop = await site.OpenShopAsync();
        using var anyone = new Visitor(site);
        var session = await shop.OpenAsync(await shop.CreateAsync(title: Secret), "accept_pay", shop.Buyer);

        var page = (await anyone.GetAsync(session.Url)).Expect(200);
        Assert.Contains("Velo Souk", page.Text, StringComparison.Ordinal);
        Assert.Contains("Sign in to pay", page.Text, StringComparison.Ordinal);
        Assert.Contains($"{shop.Buyer[0]}•••@e•••.tn", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(shop.Buyer, page.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("violin", page.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_signed_in_with_another_address_learns_nothing_of_the_escrow()
    {
        await using var shop = await site.OpenShopAsync();
        using var amel = new Visitor(site);
        var escrow = await shop.CreateAsync("standard", title: Secret);
        await amel.EnterAsync(await shop.OpenAsync(escrow, "sign_contract", shop.Seller), shop.Seller);
        var session = await shop.OpenAsync(escrow, "sign_contract", shop.Buyer);

        foreach (var path in new[] { "", "/done" })
        {
            var page = await amel.GetAsync(session.Path + path);
            page.Expect(403);
            Assert.Contains("This link is for someone else", page.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("violin", page.Html, StringComparison.Ordinal);
            Assert.DoesNotContain("Velo Souk", page.Html, StringComparison.Ordinal);
            Assert.DoesNotContain(shop.Buyer, page.Html, StringComparison.Ordinal);
            Assert.DoesNotContain(shop.Receiver.Url, page.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Another_persons_post_is_refused_and_changes_nothing()
    {
        await using var shop = await site.OpenShopAsync();
        using var sami = new Visitor(site);
        using var amel = new Visitor(site);
        var escrow = await shop.CreateAsync("standard", title: Secret);
        var page = await amel.EnterAsync(await shop.OpenAsync(escrow, "sign_contract", shop.Seller), shop.Seller);
        var session = await shop.OpenAsync(escrow, "sign_contract", shop.Buyer);
        await sami.EnterAsync(session, shop.Buyer);

        var refused = (await amel.PostAsync(page.ActionForm.Signed().To(session.Path))).Expect(403);
        Assert.DoesNotContain("violin", refused.Html, StringComparison.Ordinal);
        using var anyone = new Visitor(site);
        var login = await anyone.GetAsync("/login");
        var form = page.ActionForm.Signed().To(session.Path).With("_csrf", login.Forms[0].Fields["_csrf"]);
        var stranger = (await anyone.PostAsync(form)).Expect(403);
        Assert.DoesNotContain("violin", stranger.Html, StringComparison.Ordinal);
        Assert.False((bool?)(await shop.EscrowAsync(escrow))["signatures"]!["buyerSigned"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/done")]
    [InlineData("/return")]
    public async Task An_unknown_session_gives_no_hint(string path)
    {
        using var anyone = new Visitor(site);
        foreach (var id in new[] { Guid.NewGuid().ToString(), "nothing", new string('a', 300), "..%2f" })
        {
            var page = await anyone.GetAsync($"/checkout/{id}{path}");
            page.Expect(404);
            Assert.DoesNotContain("expired", page.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_new_user_gives_their_name_before_anything_else_and_is_then_a_party()
    {
        await using var shop = await site.OpenShopAsync();
        using var newcomer = new Visitor(site);
        var email = $"new.{Guid.NewGuid():N}@example.tn";
        var escrow = await shop.CreateAsync(buyer: email);
        var session = await shop.OpenAsync(escrow, "accept_pay", email);

        var page = await newcomer.SubmitAsync((await newcomer.OpenAsync(session.Url)).Form("/sign-in"));
        var mail = await site.NextMailAsync(email);
        page = await newcomer.SubmitAsync(page.FormWith("code").With("code", mail.Code!));
        Assert.Contains("What is your name?", page.Text, StringComparison.Ordinal);
        Assert.False(page.Has("submissionId"));

        var wrong = (await newcomer.PostAsync(page.FormWith("firstName").With("lastName", new string('x', 101)))).Expect(422);
        Assert.Contains("Enter your first name", wrong.Text, StringComparison.Ordinal);
        Assert.Contains("Enter your last name", wrong.Text, StringComparison.Ordinal);
        page = await newcomer.SubmitAsync(wrong.FormWith("firstName").With("firstName", "سامي").With("lastName", "بن علي"));
        Assert.True(page.Has("submissionId"), page.Text);
        Assert.Equal("سامي", (string?)(await shop.EscrowAsync(escrow))["buyer"]!["firstName"]);
    }

    [Theory]
    [InlineData("sign_contract", true)]
    [InlineData("request_cancellation", false)]
    public async Task After_half_an_hour_a_fresh_code_is_asked_for_what_binds(string action, bool isAsked)
    {
        await using var shop = await site.OpenShopAsync();
        using var sami = new Visitor(site);
        var escrow = await shop.CreateAsync(isAsked ? "standard" : "quick");
        if (!isAsked)
        {
            var pay = await sami.EnterAsync(await shop.OpenAsync(escrow, "accept_pay", shop.Buyer), shop.Buyer);
            (await sami.PostAsync(pay.ActionForm.WithCard(Cards.Good))).Expect(303);
        }
        else await sami.EnterAsync(await shop.OpenAsync(escrow, action, shop.Buyer), shop.Buyer);

        site.Time!.Advance(TimeSpan.FromMinutes(30) + TimeSpan.FromSeconds(1));
        var session = await shop.OpenAsync(escrow, action, shop.Buyer);
        var page = (await sami.GetAsync(session.Url)).Expect(200);
        Assert.Equal(isAsked, page.Text.Contains("Confirm that it is you", StringComparison.Ordinal));
        if (isAsked) page = await sami.SignInAsync(page, shop.Buyer);
        Assert.True(page.Has("submissionId"), page.Text);
    }

    [Fact]
    public async Task A_form_opened_before_the_code_grew_old_is_not_taken_without_a_new_one()
    {
        await using var shop = await site.OpenShopAsync();
        using var sami = new Visitor(site);
        var escrow = await shop.CreateAsync("standard");
        await sami.EnterAsync(await shop.OpenAsync(escrow, "sign_contract", shop.Buyer), shop.Buyer);
        site.Time!.Advance(TimeSpan.FromMinutes(29));
        var session = await shop.OpenAsync(escrow, "sign_contract", shop.Buyer);
        var page = await sami.OpenAsync(session.Url);
        site.Time!.Advance(TimeSpan.FromMinutes(2));

        var asked = (await sami.PostAsync(page.ActionForm.Signed())).Expect(303);
        Assert.Equal(session.Url, asked.Location);
        Assert.False((bool?)(await shop.EscrowAsync(escrow))["signatures"]!["buyerSigned"]);
        page = await sami.SignInAsync(await sami.GetAsync(session.Url), shop.Buyer);
        (await sami.PostAsync(page.ActionForm.Signed())).Expect(303);
        Assert.True((bool?)(await shop.EscrowAsync(escrow))["signatures"]!["buyerSigned"]);
    }

    [Fact]
    public async Task Paying_by_card_needs_no_fresh_code_and_paying_from_the_wallet_does()
    {
        await using var shop = await site.OpenShopAsync();
        using var sami = new Visitor(site);
        await sami.EnterAsync(await shop.OpenAsync(await shop.CreateAsync(), "accept_pay", shop.Buyer), shop.Buyer);
        site.Time!.Advance(TimeSpan.FromMinutes(31));
        var escrow = await shop.CreateAsync();
        var session = await shop.OpenAsync(escrow, "accept_pay", shop.Buyer);
        var page = await sami.OpenAsync(session.Url);

        var asked = (await sami.PostAsync(page.ActionForm.WithWallet())).Expect(303);
        Assert.Equal(session.Url + "?pay=wallet", asked.Location);
        Assert.Equal("pending", (string?)(await shop.EscrowAsync(escrow))["status"]);
        page = (await sami.GetAsync(asked.Location!)).Expect(200);
        Assert.Contains("Confirm that it is you", page.Text, StringComparison.Ordinal);
        (await sami.PostAsync((await sami.OpenAsync(session.Url)).ActionForm.WithCard(Cards.Declined))).Expect(400);

        page = await sami.SignInAsync(page, shop.Buyer);
        Assert.Equal("wallet", page.ActionForm.Fields["rail"]);
        (await sami.PostAsync(page.ActionForm.WithWallet())).Expect(303);
        Assert.Equal("wallet", (string?)(await shop.EscrowAsync(escrow))["paidWith"]);
    }
}
