using Dhmad.Pages.Tests.Kit;

namespace Dhmad.Pages.Tests.Checkout;

/// <summary>Actions a mode does not have are refused before anyone gets a link, with a code and with words for the person.</summary>
public class EarlyRefusalTests(Site site) : IClassFixture<Site>
{
    [Theory]
    [InlineData("quick", "sign_contract", "QUICK_ESCROW_NO_CONTRACT", "This deal has no contract to sign.")]
    [InlineData("instant", "sign_contract", "INSTANT_ESCROW_NO_CONTRACT", "This deal has no contract to sign.")]
    [InlineData("instant", "complete", "INSTANT_ESCROW_NO_COMPLETE_STEP", "completes by itself")]
    [InlineData("standard", "accept_pay", "CONTRACT_NOT_SIGNED", "Both sides must sign")]
    [InlineData("quick", "complete", "COMPLETE_INVALID_STATUS", "once the seller has delivered")]
    [InlineData("quick", "dispute", "DISPUTE_INVALID_STATUS", "once a deal is paid")]
    [InlineData("quick", "request_cancellation", "CANCELLATION_REQUEST_INVALID_STATUS", "paid or delivered deal")]
    public async Task An_action_that_is_not_possible_is_refused_with_its_words(string mode, string action, string code, string words)
    {
        await using var shop = await site.OpenShopAsync();
        var (status, body) = await shop.TryOpenAsync(await shop.CreateAsync(mode), action, shop.Buyer);
        Assert.Equal((400, code), (status, (string?)body["code"]));
        Assert.Contains(words, ((string?)body["message"])!, StringComparison.OrdinalIgnoreCase);
        Assert.Equal((string?)body["message"], (string?)body["error"]!["user_message"]);
    }

    [Theory]
    [InlineData("quick", "submit_proof", "PROOF_NOT_APPLICABLE")]
    [InlineData("quick", "review_proof", "PROOF_NOT_APPLICABLE")]
    [InlineData("quick", "deliver", "VALIDATION_FAILED")]
    public async Task An_action_without_a_page_is_no_session(string mode, string action, string code)
    {
        await using var shop = await site.OpenShopAsync();
        var (status, body) = await shop.TryOpenAsync(await shop.CreateAsync(mode), action, shop.Buyer);
        Assert.Equal((400, code), (status, (string?)body["code"]));
    }

    [Fact]
    public async Task A_proof_that_could_be_uploaded_has_no_page_yet_and_so_no_session_leads_nowhere()
    {
        await using var shop = await site.OpenShopAsync();
        using var sami = new Visitor(site);
        var escrow = await shop.CreateAsync(policy: "purchase_proof_required");
        var page = await sami.EnterAsync(await shop.OpenAsync(escrow, "accept_pay", shop.Buyer), shop.Buyer);
        Assert.Contains("The seller must show proof of purchase within 24 hours", page.Text, StringComparison.Ordinal);
        (await sami.PostAsync(page.ActionForm.WithCard(Cards.Good))).Expect(303);

        var (status, body) = await shop.TryOpenAsync(escrow, "submit_proof", shop.Seller);
        Assert.Equal((400, "VALIDATION_FAILED"), (status, (string?)body["code"]));
    }

    [Fact]
    public async Task Somebody_who_is_no_party_gets_no_session()
    {
        await using var shop = await site.OpenShopAsync();
        var (status, body) = await shop.TryOpenAsync(await shop.CreateAsync(), "accept_pay", "else@example.tn");
        Assert.Equal((400, "CHECKOUT_TARGET_NOT_BUYER"), (status, (string?)body["code"]));
    }
}
