using Dhmad.Pages.Tests.Kit;
using Microsoft.Playwright;

namespace Dhmad.Pages.Tests.Browser;

/// <summary>People at real browsers, from the merchant's link back to the merchant.</summary>
public class WalkTests(Chromium chromium) : IClassFixture<Chromium>
{
    [BrowserFact]
    public async Task Two_people_sign_pay_and_complete_and_land_on_the_merchants_page()
    {
        await using var shop = await chromium.Site.OpenShopAsync();
        var seller = await chromium.SomebodyAsync();
        var buyer = await chromium.SomebodyAsync(Chromium.Phone);
        var escrow = await shop.CreateAsync("standard", 480);

        await seller.GotoAsync((await shop.OpenAsync(escrow, "sign_contract", shop.Seller)).Url);
        await Chromium.PictureAsync(seller, "01-sign-in");
        await SignInAsync(seller, shop.Seller);
        await Chromium.PictureAsync(seller, "03-sign-contract");
        await SignAsync(seller);
        await Chromium.PictureAsync(seller, "04-signed");

        await buyer.GotoAsync((await shop.OpenAsync(escrow, "sign_contract", shop.Buyer)).Url);
        await SignInAsync(buyer, shop.Buyer);
        await SignAsync(buyer);

        await buyer.GotoAsync((await shop.OpenAsync(escrow, "accept_pay", shop.Buyer)).Url);
        await Chromium.PictureAsync(buyer, "05-pay");
        await buyer.GetByRole(AriaRole.Button, new() { Name = "Pay 480.000 TND" }).ClickAsync();
        await Chromium.PictureAsync(buyer, "06-pay-errors");
        await PayAsync(buyer, Cards.Good, "Pay 480.000 TND");
        await buyer.GetByRole(AriaRole.Heading, new() { Name = "You have paid" }).WaitForAsync();
        await Chromium.PictureAsync(buyer, "07-paid");

        await shop.DeliverAsync(escrow);
        var session = await shop.OpenAsync(escrow, "complete", shop.Buyer);
        await buyer.GotoAsync(session.Url);
        await Chromium.PictureAsync(buyer, "08-complete");
        await buyer.GetByRole(AriaRole.Checkbox).CheckAsync();
        await buyer.GetByRole(AriaRole.Button, new() { Name = "Release the money" }).ClickAsync();
        await Chromium.PictureAsync(buyer, "09-completed");
        await buyer.GetByRole(AriaRole.Link, new() { Name = "Return to Velo Souk" }).ClickAsync();

        await buyer.WaitForURLAsync($"{shop.ReturnUrl}?session_id={session.Id}&status=completed");
        var arrived = await shop.Receiver.NextAsync();
        Assert.Equal(("GET", $"/back?session_id={session.Id}&status=completed"), (arrived.Method, arrived.Path));
        Assert.False(arrived.Headers.ContainsKey("Referer"));
        Assert.Equal("completed", (string?)(await shop.EscrowAsync(escrow))["status"]);
        Assert.Equal(456m, await shop.BalanceAsync());
    }

    [BrowserFact]
    public async Task Without_script_a_guest_passes_the_card_check_pays_and_returns()
    {
        await using var shop = await chromium.Site.OpenShopAsync();
        var guest = await chromium.SomebodyAsync(Chromium.Phone, script: false);
        var escrow = await shop.CreateAsync("instant", 25);
        var session = await shop.OpenAsync(escrow, "accept_pay", shop.Buyer);

        await guest.GotoAsync(session.Url);
        await Chromium.PictureAsync(guest, "10-guest");
        await PayAsync(guest, Cards.Checked, "Pay 25.000 TND");
        await guest.GetByLabel("Code").FillAsync("111111");
        await guest.GetByRole(AriaRole.Button, new() { Name = "Confirm the payment" }).ClickAsync();
        await guest.GetByText("The code of the card check is not right").WaitForAsync();
        await Chromium.PictureAsync(guest, "11-card-check");
        await guest.GetByLabel("Code").FillAsync("123456");
        await guest.GetByRole(AriaRole.Button, new() { Name = "Confirm the payment" }).ClickAsync();
        await guest.GetByRole(AriaRole.Link, new() { Name = "Return to Velo Souk" }).ClickAsync();

        await guest.WaitForURLAsync($"{shop.ReturnUrl}?session_id={session.Id}&status=completed");
        Assert.Equal("paid", (string?)(await shop.EscrowAsync(escrow))["status"]);
    }

    [BrowserFact]
    public async Task Cancel_and_return_leads_a_browser_from_a_form_to_the_merchant()
    {
        await using var shop = await chromium.Site.OpenShopAsync();
        var anyone = await chromium.SomebodyAsync();
        var session = await shop.OpenAsync(await shop.CreateAsync(), "accept_pay", shop.Buyer);
        await anyone.GotoAsync(session.Url);
        await anyone.GetByRole(AriaRole.Button, new() { Name = "Cancel and return to Velo Souk" }).ClickAsync();
        await anyone.WaitForURLAsync($"{shop.ReturnUrl}?session_id={session.Id}&status=cancelled");
        Assert.Equal("cancelled", (string?)(await shop.SessionAsync(session))["status"]);
    }

    [BrowserFact]
    public async Task The_pay_page_works_by_keyboard_alone_and_shows_where_one_is()
    {
        await using var shop = await chromium.Site.OpenShopAsync();
        var buyer = await chromium.SomebodyAsync();
        var escrow = await shop.CreateAsync();
        await buyer.GotoAsync((await shop.OpenAsync(escrow, "accept_pay", shop.Buyer)).Url);
        await SignInAsync(buyer, shop.Buyer);

        await TabToAsync(buyer, "rail-sandbox_card");
        await buyer.Keyboard.PressAsync("ArrowDown");
        Assert.True(await buyer.GetByLabel("Wallet").IsCheckedAsync());
        Assert.False(await buyer.GetByLabel("Card number").IsVisibleAsync());
        await buyer.Keyboard.PressAsync("ArrowUp");
        foreach (var (field, text) in new[] { ("cardNumber", Cards.Good), ("cardExpiry", "12/40"), ("cardCvc", "123") })
        {
            await TabToAsync(buyer, field);
            await buyer.Keyboard.TypeAsync(text);
        }

        await TabToAsync(buyer, "confirm");
        await buyer.Keyboard.PressAsync("Space");
        await buyer.Keyboard.PressAsync("Enter");
        await buyer.GetByRole(AriaRole.Heading, new() { Name = "You have paid" }).WaitForAsync();
        Assert.Equal("paid", (string?)(await shop.EscrowAsync(escrow))["status"]);
    }

    [BrowserFact]
    public async Task After_a_mistake_the_keyboard_stands_at_the_summary_whose_links_lead_to_the_fields()
    {
        await using var shop = await chromium.Site.OpenShopAsync();
        var guest = await chromium.SomebodyAsync(Chromium.Phone);
        var session = await shop.OpenAsync(await shop.CreateAsync("instant", 25), "accept_pay", shop.Buyer);
        await guest.GotoAsync(session.Url);
        await guest.GetByRole(AriaRole.Button, new() { Name = "Pay 25.000 TND" }).ClickAsync();

        await guest.GetByText("Please check the form").WaitForAsync();
        Assert.Equal("errors", await guest.EvaluateAsync<string>("document.activeElement.className"));
        await guest.Keyboard.PressAsync("Tab");
        await guest.Keyboard.PressAsync("Enter");
        await guest.Keyboard.TypeAsync("4242");
        Assert.Equal("4242", await guest.GetByLabel("Card number").InputValueAsync());
        Assert.Equal("true", await guest.GetByLabel("Card number").GetAttributeAsync("aria-invalid"));
    }

    private async Task SignInAsync(IPage page, string email)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Mail me a code" }).ClickAsync();
        var code = page.GetByLabel("Code", new() { Exact = true });
        await code.WaitForAsync();
        await Chromium.PictureAsync(page, "02-code");
        await code.FillAsync((await chromium.Site.NextMailAsync(email)).Code!);
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
    }

    private static async Task SignAsync(IPage page)
    {
        Assert.NotEqual("", await page.GetByLabel("Your full name").InputValueAsync());
        await page.GetByRole(AriaRole.Checkbox).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign the contract" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "You have signed" }).WaitForAsync();
    }

    private static async Task PayAsync(IPage page, string card, string button)
    {
        await page.GetByLabel("Card number").FillAsync(card);
        await page.GetByLabel("Expiry date").FillAsync("12/40");
        await page.GetByLabel("Security code").FillAsync("123");
        await page.GetByRole(AriaRole.Checkbox).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
    }

    /// <summary>Presses Tab until a field has the focus; on the way every stop must show itself.</summary>
    private static async Task TabToAsync(IPage page, string id)
    {
        const int maxStops = 40;
        for (var stop = 0; stop < maxStops; stop++)
        {
            if (await page.EvaluateAsync<string>("document.activeElement.id") == id) return;
            await page.Keyboard.PressAsync("Tab");
            var width = await page.EvaluateAsync<double>("parseFloat(getComputedStyle(document.activeElement).outlineWidth)");
            Assert.True(width >= 2, "The focus cannot be seen on " + await page.EvaluateAsync<string>("document.activeElement.outerHTML"));
        }

        Assert.Fail($"Tab never comes to {id}.");
    }
}
