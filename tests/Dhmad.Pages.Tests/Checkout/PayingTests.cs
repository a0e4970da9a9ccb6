using Dhmad.Pages.Tests.Kit;

namespace Dhmad.Pages.Tests.Checkout;

public class PayingTests(Site site) : IClassFixture<Site>
{
    [Fact]
    public async Task A_card_pays_and_the_money_is_held()
    {
        await using var shop = await site.OpenShopAsync();
        using var sami = new Visitor(site);
        var escrow = await shop.CreateAsync(amount: 480);
        var session = await shop.OpenAsync(escrow, "accept_pay", shop.Buyer);

        var page = await sami.EnterAsync(session, shop.Buyer);
        Assert.Contains("480.000 TND", page.Text, StringComparison.Ordinal);
        var paid = (await sami.PostAsync(page.ActionForm.WithCard(Cards.Good))).Expect(303);
        Assert.Equal(session.Url + "/done", paid.Location);

        var done = (await sami.GetAsync(paid.Location!)).Expect(200);
        Assert.Contains("You have paid", done.Text, StringComparison.Ordinal);
        Assert.Contains("480.000 TND", done.Text, StringComparison.Ordinal);
        Assert.Contains(escrow, done.Text, StringComparison.Ordinal);
        Assert.Contains("Return to Velo Souk", done.Text, StringComparison.Ordinal);
        Assert.Equal("paid", (string?)(await shop.EscrowAsync(escrow))["status"]);
        Assert.Equal("sandbox_card", (string?)(await shop.EscrowAsync(escrow))["paidWith"]);
        Assert.Equal("completed", (string?)(await shop.SessionAsync(session))["status"]);
    }

    [Fact]
    public async Task The_wallet_pays_from_what_is_in_it()
    {
        await using var shop = await site.OpenShopAsync();
        using var sami = new Visitor(site);
        var escrow = await shop.CreateAsync(amount: 480);
        var session = await shop.OpenAsync(escrow, "accept_pay", shop.Buyer);

        var page = await sami.EnterAsync(session, shop.Buyer);
        Assert.Contains("You have 10,000.000 TND", page.Text, StringComparison.Ordinal);
        (await sami.PostAsync(page.ActionForm.WithWallet())).Expect(303);

        Assert.Equal("wallet", (string?)(await shop.EscrowAsync(escrow))["paidWith"]);
        var next = await shop.OpenAsync(await shop.CreateAsync(), "accept_pay", shop.Buyer);
        Assert.Contains("You have 9,520.000 TND", (await sami.OpenAsync(next.Url)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wallet_that_is_too_low_says_so_and_another_way_is_open()
    {
        await using var shop = await site.OpenShopAsync();
        using var sami = new Visitor(site);
        var session = await shop.OpenAsync(await shop.CreateAsync(amount: 10_000.001m), "accept_pay", shop.Buyer);

        var page = await sami.EnterAsync(session, shop.Buyer);
        var refused = (await sami.PostAsync(page.ActionForm.WithWallet())).Expect(400);
        Assert.Contains("not enough money in your wallet", refused.Text, StringComparison.Ordinal);
        (await sami.PostAsync(refused.ActionForm.WithCard(Cards.Good))).Expect(303);
    }

    [Theory]
    [InlineData("4000 0000 0000 0002")]
    [InlineData("4000 0000 0000 9995")]
    [InlineData("4000 0000 0000 0069")]
    [InlineData("5555 5555 5555 4444")]
    public async Task A_declined_card_can_be_tried_again_and_no_digit_of_it_is_shown(string number)
    {
        await using var shop = await site.OpenShopAsync();
        using var sami = new Visitor(site);
        var escrow = await shop.CreateAsync();
        var session = await shop.OpenAsync(escrow, "accept_pay", shop.Buyer);

        var page = await sami.EnterAsync(session, shop.Buyer);
        var declined = (await sami.PostAsync(page.ActionForm.WithCard(number))).Expect(400);
        Assert.Contains("The card was refused", declined.Text, StringComparison.Ordinal);
        Assert.Equal("", declined.ActionForm.Fields["cardNumber"]);
        Assert.Equal("", declined.ActionForm.Fields["cardCvc"]);
        Assert.NotEqual(page.ActionForm.Fields["submissionId"], declined.ActionForm.Fields["submissionId"]);
        Assert.Equal("pending", (string?)(await shop.SessionAsync(session))["status"]);

        (await sami.PostAsync(declined.ActionForm.WithCard(Cards.Good))).Expect(303);
        Assert.Equal("paid", (string?)(await shop.EscrowAsync(escrow))["status"]);
    }

    [Fact]
    public async Task A_card_check_is_asked_and_the_right_code_pays()
    {
        await using var shop = await site.OpenShopAsync();
        using var sami = new Visitor(site);
        var escrow = await shop.CreateAsync();
        var session = await shop.OpenAsync(escrow, "accept_pay", shop.Buyer);

        var page = await sami.EnterAsync(session, shop.Buyer);
        var asked = (await sami.PostAsync(page.ActionForm.WithCard(Cards.Checked))).Expect(303);
        Assert.Equal(session.Url, asked.Location);
        var check = (await sami.GetAsync(session.Url)).Expect(200);
        Assert.Contains("Confirm your card", check.Text, StringComparison.Ordinal);

        var wrong = (await sami.PostAsync(check.FormWith("challengeCode").With("challengeCode", "111111"))).Expect(400);
        Assert.Contains("code of the card check is not right", wrong.Text, StringComparison.Ordinal);
        var paid = (await sami.PostAsync(wrong.FormWith("challengeCode").With("challengeCode", "123456"))).Expect(303);
        Assert.Equal(session.Url + "/done", paid.Location);
        Assert.Equal("paid", (string?)(await shop.EscrowAsync(escrow))["status"]);
    }

    [Theory]
    [InlineData(1, "000000")]
    [InlineData(3, "999999")]
    public async Task A_failed_card_check_declines_the_card_and_leaves_the_page_open(int tries, string code)
    {
        await using var shop = await site.OpenShopAsync();
        using var sami = new Visitor(site);
        var session = await shop.OpenAsync(await shop.CreateAsync(), "accept_pay", shop.Buyer);
        var page = await sami.EnterAsync(session, shop.Buyer);
        page = await sami.SubmitAsync(page.ActionForm.WithCard(Cards.Checked));

        for (var i = 0; i < tries; i++)
            page = (await sami.PostAsync(page.FormWith("challengeCode").With("challengeCode", code))).Expect(400);

        Assert.Contains("The card was refused", page.Text, StringComparison.Ordinal);
        (await sami.PostAsync(page.ActionForm.WithCard(Cards.Good))).Expect(303);
    }

    [Fact]
    public async Task Instead_of_the_card_check_another_card_can_be_used()
    {
        await using var shop = await site.OpenShopAsync();
        using var sami = new Visitor(site);
        var escrow = await shop.CreateAsync();
        var session = await shop.OpenAsync(escrow, "accept_pay", shop.Buyer);
        var page = await sami.EnterAsync(session, shop.Buyer);
        await sami.SubmitAsync(page.ActionForm.WithCard(Cards.Checked));

        var other = (await sami.GetAsync(session.Path + "?pay=other")).Expect(200);
        (await sami.PostAsync(other.ActionForm.WithCard(Cards.Good))).Expect(303);
        Assert.Equal("paid", (string?)(await shop.EscrowAsync(escrow))["status"]);
    }

    [Theory]
    [InlineData(Cards.SilentPaid, "completed", "paid")]
    [InlineData(Cards.SilentDeclined, "pending", "pending")]
    public async Task Without_an_answer_the_payment_is_checked_and_never_made_twice(string card, string session, string escrow)
    {
        await using var shop = await site.OpenShopAsync();
        using var sami = new Visitor(site);
        var id = await shop.CreateAsync();
        var opened = await shop.OpenAsync(id, "accept_pay", shop.Buyer);
        var page = await sami.EnterAsync(opened, shop.Buyer);

        (await sami.PostAsync(page.ActionForm.WithCard(card))).Expect(303);
        var done = (await sami.GetAsync(opened.Path + "/done")).Expect(200);
        Assert.Contains("We are checking your payment", done.Text, StringComparison.Ordinal);
        var gone = (await sami.GetAsync(opened.Path + "/return")).Expect(303);
        Assert.Equal($"{shop.ReturnUrl}?session_id={opened.Id}&status=pending", gone.Location);

        site.Time!.Advance(TimeSpan.FromSeconds(61));
        await DhmadEventually(async () => (string?)(await shop.SessionAsync(opened))["status"] == session
            && !(await sami.GetAsync(opened.Path + "/done")).Text.Contains("We are checking", StringComparison.Ordinal));
        Assert.Equal(escrow, (string?)(await shop.EscrowAsync(id))["status"]);
    }

    [Fact]
    public async Task Money_that_came_too_late_is_told_and_is_in_the_wallet()
    {
        await using var shop = await site.OpenShopAsync();
        using var sami = new Visitor(site);
        var escrow = await shop.CreateAsync();
        var session = await shop.OpenAsync(escrow, "accept_pay", shop.Buyer);
        var form = (await sami.EnterAsync(session, shop.Buyer)).ActionForm.WithCard(Cards.SilentPaidForGood);
        (await sami.PostAsync(form)).Expect(303);
        await shop.PostAsync($"/api/v1/escrows/{escrow}/cancel", []);
        site.Time!.Advance(TimeSpan.FromSeconds(61));

        var next = await shop.OpenAsync(await shop.CreateAsync(), "accept_pay", shop.Buyer);
        await DhmadEventually(async () =>
            (await sami.OpenAsync(next.Url)).Text.Contains("You have 10,100.000 TND", StringComparison.Ordinal));
        var told = (await sami.PostAsync(form)).Expect(409);
        Assert.Contains("Your payment came too late", told.Text, StringComparison.Ordinal);
        Assert.Contains("100.000 TND", told.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_guest_pays_an_instant_escrow_without_signing_in_and_learns_no_address()
    {
        await using var shop = await site.OpenShopAsync();
        using var anyone = new Visitor(site);
        var escrow = await shop.CreateAsync("instant", 25);
        var session = await shop.OpenAsync(escrow, "accept_pay", shop.Buyer);

        var page = (await anyone.GetAsync(session.Url)).Expect(200);
        Assert.DoesNotContain(shop.Buyer, page.Html, StringComparison.Ordinal);
        Assert.DoesNotContain(shop.Seller, page.Html, StringComparison.Ordinal);
        Assert.Contains("Nour Ben Salah", page.Text, StringComparison.Ordinal);
        Assert.Contains($"{shop.Buyer[0]}•••@e•••.tn", page.Text, StringComparison.Ordinal);
        Assert.Equal("sandbox_card", page.ActionForm.Fields["rail"]);
        Assert.DoesNotContain("Wallet", page.Text, StringComparison.Ordinal);

        var done = (await anyone.SubmitAsync(page.ActionForm.WithCard(Cards.Good))).Expect(200);
        Assert.Contains("You have paid", done.Text, StringComparison.Ordinal);
        Assert.Equal("paid", (string?)(await shop.EscrowAsync(escrow))["status"]);
    }

    [Fact]
    public async Task A_guest_who_forces_the_wallet_is_refused()
    {
        await using var shop = await site.OpenShopAsync();
        using var anyone = new Visitor(site);
        var escrow = await shop.CreateAsync("instant", 25);
        var session = await shop.OpenAsync(escrow, "accept_pay", shop.Buyer);

        var page = await anyone.GetAsync(session.Url);
        await anyone.PostAsync(page.ActionForm.WithWallet());
        Assert.Equal("pending", (string?)(await shop.EscrowAsync(escrow))["status"]);
    }

    [Fact]
    public async Task Who_signs_in_on_an_instant_page_can_pay_from_the_wallet()
    {
        await using var shop = await site.OpenShopAsync();
        using var sami = new Visitor(site);
        var escrow = await shop.CreateAsync("instant", 25);
        var session = await shop.OpenAsync(escrow, "accept_pay", shop.Buyer);

        var page = await sami.SignInAsync(await sami.GetAsync(session.Path + "?pay=wallet"), shop.Buyer);
        Assert.Equal("wallet", page.ActionForm.Fields["rail"]);
        (await sami.PostAsync(page.ActionForm.WithWallet())).Expect(303);
        Assert.Equal("wallet", (string?)(await shop.EscrowAsync(escrow))["paidWith"]);
    }

    [Fact]
    public async Task Terms_that_changed_since_the_page_was_opened_are_shown_again_before_payment()
    {
        await using var shop = await site.OpenShopAsync();
        using var sami = new Visitor(site);
        var escrow = await shop.CreateAsync(amount: 100);
        var session = await shop.OpenAsync(escrow, "accept_pay", shop.Buyer);
        var page = await sami.EnterAsync(session, shop.Buyer);
        await shop.ChangeAsync(escrow, new() { ["amount"] = 200 });

        var refused = (await sami.PostAsync(page.ActionForm.WithCard(Cards.Good))).Expect(409);
        Assert.Contains("The deal has changed", refused.Text, StringComparison.Ordinal);
        Assert.Contains("200.000 TND", refused.Text, StringComparison.Ordinal);
        (await sami.PostAsync(refused.ActionForm.WithCard(Cards.Good))).Expect(303);
        Assert.Equal(200, (decimal?)(await shop.EscrowAsync(escrow))["amountTnd"]);
    }

    [Theory]
    [InlineData("cardNumber", "1234", "Enter the card number")]
    [InlineData("cardExpiry", "13/40", "Enter the expiry date")]
    [InlineData("cardExpiry", "01/20", "Enter the expiry date")]
    [InlineData("cardCvc", "12", "Enter the 3 digits")]
    [InlineData("confirm", "no", "Tick the box")]
    [InlineData("rail", "", "Choose how you want to pay")]
    [InlineData("seen", "x", "out of date")]
    [InlineData("submissionId", "1", "out of date")]
    public async Task A_wrong_field_is_named_and_nothing_is_charged(string field, string value, string words)
    {
        await using var shop = await site.OpenShopAsync();
        using var sami = new Visitor(site);
        var escrow = await shop.CreateAsync();
        var session = await shop.OpenAsync(escrow, "accept_pay", shop.Buyer);
        var page = await sami.EnterAsync(session, shop.Buyer);

        var wrong = (await sami.PostAsync(page.ActionForm.WithCard(Cards.Good).With(field, value))).Expect(422);
        Assert.Contains(words, wrong.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("4242", wrong.ActionForm.Fields.GetValueOrDefault("cardNumber", ""), StringComparison.Ordinal);
        Assert.StartsWith("Error:", wrong.Title, StringComparison.Ordinal);
        Assert.Equal("pending", (string?)(await shop.EscrowAsync(escrow))["status"]);
    }

    [Fact]
    public async Task A_form_that_is_out_of_date_in_two_fields_is_told_so_once()
    {
        await using var shop = await site.OpenShopAsync();
        using var sami = new Visitor(site);
        var page = await sami.EnterAsync(await shop.OpenAsync(await shop.CreateAsync(), "accept_pay", shop.Buyer), shop.Buyer);
        var old = page.ActionForm.WithCard(Cards.Good).With("submissionId", "1").With("seen", "x");
        var wrong = (await sami.PostAsync(old)).Expect(422);
        Assert.Single(wrong.Text.Split("This form is out of date.")[1..]);
    }

    [Theory]
    [InlineData("manual_transfer")]
    [InlineData("gold")]
    public async Task A_way_to_pay_that_is_not_offered_is_refused(string rail)
    {
        await using var shop = await site.OpenShopAsync();
        using var sami = new Visitor(site);
        var session = await shop.OpenAsync(await shop.CreateAsync(), "accept_pay", shop.Buyer);
        var page = await sami.EnterAsync(session, shop.Buyer);
        var refused = (await sami.PostAsync(page.ActionForm.WithCard(Cards.Good).With("rail", rail))).Expect(400);
        Assert.Contains("not offered here", refused.Text, StringComparison.Ordinal);
    }

    private static Task DhmadEventually(Func<Task<bool>> holds) => Dhmad.Testing.DhmadCluster.Eventually(holds);
}
