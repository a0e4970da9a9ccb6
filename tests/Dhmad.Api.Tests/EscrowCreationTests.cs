namespace Dhmad.Api.Tests;

/// <summary><c>POST /api/v1/escrows</c>: what comes back, and every refusal in its order.</summary>
[Collection(SharedServer.Name)]
public class EscrowCreationTests(ServerFixture fixture)
{
    private const string Escrows = "/api/v1/escrows";

    private readonly Shop _shop = fixture.Shop;

    [Fact]
    public async Task A_created_escrow_is_shown_with_its_keys_in_order()
    {
        var body = _shop.NewEscrow("standard");
        body["developerFeePercentage"] = 2.5;
        body["sellerEmail"] = _shop.OtherPerson;
        body["amount"] = 480;
        var answer = (await _shop.Api.Post(Escrows, body)).Is(201);
        Assert.Equal(["message", "escrow", "contract", "url", "trackingId"], Keys(answer.Json));
        Assert.Equal(
            [
                "id", "title", "amount", "currency", "amountTnd", "escrowFee", "developerFee", "developerFeePercentage",
                "status", "mode", "seller", "sellerEmail", "buyer", "buyerEmail", "estimatedDeliveryDays", "createdAt",
                "expiresAt", "fxRateUsed", "sequence",
            ],
            Keys(answer.At("escrow")));
        var escrow = answer.At("escrow");
        var id = escrow.GetProperty("id").GetString();
        Assert.Matches("^[0-9a-f]{24}$", id);
        Assert.Equal(
            "480 TND 480 24 12 2.5 pending standard 4 1 1",
            string.Join(' ', new[]
            {
                "amount", "currency", "amountTnd", "escrowFee", "developerFee", "developerFeePercentage", "status", "mode",
                "estimatedDeliveryDays", "fxRateUsed", "sequence",
            }.Select(name => escrow.GetProperty(name).ToString())));
        Assert.Equal(["id", "pdfUrl", "sellerSigned", "buyerSigned", "isFullySigned"], Keys(answer.At("contract")));
        Assert.Equal($"http://localhost:5080/dashboard/escrow/{id}", answer.At("url").GetString());
        Assert.Equal(id, answer.At("trackingId").GetString());
        Assert.DoesNotContain('\n', answer.Text);
    }

    [Fact]
    public async Task Quick_and_instant_escrows_have_no_contract()
    {
        foreach (var mode in new[] { "quick", "instant" })
        {
            var answer = (await _shop.Api.Post(Escrows, _shop.NewEscrow(mode))).Is(201);
            Assert.Equal(JsonValueKind.Null, answer.At("contract").ValueKind);
            Assert.Equal(_shop.OwnerId, answer.At("escrow.seller").GetString());
        }
    }

    [Fact]
    public async Task Texts_come_back_trimmed_and_otherwise_unchanged()
    {
        var body = _shop.NewEscrow();
        body["title"] = "  <b>Vélo</b> \u202eدراجة 🙂 'DROP TABLE escrows;--\u2028  ";
        body["buyerEmail"] = "  SAMI+Tag@Example.TN ";
        var answer = (await _shop.Api.Post(Escrows, body)).Is(201);
        Assert.Equal("<b>Vélo</b> \u202eدراجة 🙂 'DROP TABLE escrows;--\u2028".Trim(), answer.At("escrow.title").GetString());
        Assert.Equal("sami+tag@example.tn", answer.At("escrow.buyerEmail").GetString());
        Assert.Contains("دراجة 🙂", answer.Text);
    }

    [Fact]
    public async Task Everything_that_the_mode_requires_is_asked_for_at_once()
    {
        Assert.Equal(
            ["title", "amount", "buyerEmail", "estimatedDeliveryDays", "contractTerms"],
            (await _shop.Api.Post(Escrows, "{}")).Is(400, "VALIDATION_FAILED").BadFields);
        Assert.Equal(
            ["title", "amount", "buyerEmail", "estimatedDeliveryDays"],
            (await _shop.Api.Post(Escrows, """{ "mode": "quick" }""")).Is(400, "VALIDATION_FAILED").BadFields);
        Assert.Equal(
            ["title", "amount", "buyerEmail"],
            (await _shop.Api.Post(Escrows, """{ "mode": "instant" }""")).Is(400, "VALIDATION_FAILED").BadFields);
    }

    public static TheoryData<string, string, object?, string> Refused => new()
    {
        { "instant", "sellerEmail", "someone@example.tn", "INSTANT_SELLER_NOT_ALLOWED" },
        { "quick", "contractTerms", "Some terms.", "CONTRACT_TERMS_NOT_APPLICABLE" },
        { "instant", "contractTerms", "Some terms.", "CONTRACT_TERMS_NOT_APPLICABLE" },
        { "quick", "autoSign", true, "AUTO_SIGN_NOT_APPLICABLE" },
        { "instant", "autoSign", true, "AUTO_SIGN_NOT_APPLICABLE" },
        { "standard", "fulfillmentPolicy", Policy, "FULFILLMENT_POLICY_NOT_APPLICABLE" },
        { "instant", "fulfillmentPolicy", Policy, "FULFILLMENT_POLICY_NOT_APPLICABLE" },
        { "standard", "autoSign", true, "SIGNATURE_NOT_CONFIGURED" },
        { "quick", "developerFeePercentage", 0.01, "DEVELOPER_FEE_NOT_ALLOWED" },
        { "instant", "developerFeePercentage", 25, "DEVELOPER_FEE_NOT_ALLOWED" },
        { "quick", "currency", "USD", "FX_RATE_MISSING" },
        { "quick", "currency", "EUR", "FX_RATE_MISSING" },
        { "quick", "amount", 4.999, "AMOUNT_BELOW_MINIMUM" },
        { "standard", "amount", 0.001, "AMOUNT_BELOW_MINIMUM" },
        { "instant", "amount", 0.009, "AMOUNT_BELOW_MINIMUM" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_a_mode_does_not_take_is_refused_with_its_code(string mode, string name, object? value, string code)
    {
        var before = await fixture.Server.CountRowsAsync();
        var body = _shop.NewEscrow(mode);
        body[name] = value;
        (await _shop.Api.Post(Escrows, body)).Is(code == "FX_RATE_MISSING" ? 503 : 400, code);
        Assert.Equal(before, await fixture.Server.CountRowsAsync());
    }

    [Theory]
    [InlineData("quick", "amount", 5)]
    [InlineData("instant", "amount", 0.01)]
    [InlineData("quick", "amount", 100_000_000)]
    [InlineData("instant", "autoSign", false)]
    [InlineData("instant", "developerFeePercentage", 0)]
    [InlineData("quick", "estimatedDeliveryDays", 3650)]
    [InlineData("instant", "estimatedDeliveryDays", 1)]
    [InlineData("quick", "description", "")]
    [InlineData("quick", "language", "ar")]
    public async Task Limits_are_inclusive(string mode, string name, object value)
    {
        var body = _shop.NewEscrow(mode);
        body[name] = value;
        (await _shop.Api.Post(Escrows, body)).Is(201);
    }

    [Theory]
    [InlineData("{\"title\":\"a\",\"amount\":10.5000,\"mode\":\"instant\",\"buyerEmail\":\"B\"}", "10.5")]
    [InlineData("{\"title\":\"a\",\"amount\":1e2,\"mode\":\"instant\",\"buyerEmail\":\"B\"}", "100")]
    [InlineData("{\"title\":\"a\",\"amount\":0.010,\"mode\":\"instant\",\"buyerEmail\":\"B\"}", "0.01")]
    public async Task Money_is_judged_by_value_and_written_in_the_shortest_form(string body, string amount)
    {
        var answer = await _shop.Api.Post(Escrows, body.Replace("\"B\"", $"\"{_shop.Buyer}\""));
        Assert.Equal(amount, answer.Is(201).At("escrow.amount").GetRawText());
    }

    [Fact]
    public async Task Earlier_refusals_win()
    {
        var body = _shop.NewEscrow("instant");
        body["contractTerms"] = "terms";
        body["autoSign"] = true;
        body["fulfillmentPolicy"] = Policy;
        body["amount"] = 0.001;
        body["buyerEmail"] = _shop.Owner;
        foreach (var (name, code) in new[]
        {
            ("contractTerms", "CONTRACT_TERMS_NOT_APPLICABLE"), ("autoSign", "AUTO_SIGN_NOT_APPLICABLE"),
            ("fulfillmentPolicy", "FULFILLMENT_POLICY_NOT_APPLICABLE"), ("buyerEmail", "BUYER_IS_SELLER"),
            ("amount", "AMOUNT_BELOW_MINIMUM"),
        })
        {
            (await _shop.Api.Post(Escrows, body)).Is(400, code);
            body[name] = name == "buyerEmail" ? _shop.Buyer : null;
        }

        (await _shop.Api.Post(Escrows, body)).Is(400, "VALIDATION_FAILED");
    }

    [Fact]
    public async Task Without_an_associated_user_a_seller_must_be_named_and_no_fee_is_possible()
    {
        var shop = await fixture.Server.OpenShopAsync();
        (await (await shop.PortalAsync()).Send("DELETE", "/api/developer/association", null)).Is(200);
        (await shop.Api.Post(Escrows, shop.NewEscrow())).Is(403, "ASSOCIATION_REQUIRED");
        (await shop.Api.Post(Escrows, shop.NewEscrow("instant"))).Is(403, "ASSOCIATION_REQUIRED");

        var named = shop.NewEscrow();
        named["sellerEmail"] = shop.OtherPerson;
        (await shop.Api.Post(Escrows, named)).Is(201);
        named["developerFeePercentage"] = 1;
        (await shop.Api.Post(Escrows, named)).Is(403, "ASSOCIATION_REQUIRED");
    }

    [Fact]
    public async Task Auto_sign_signs_for_the_associated_seller_only()
    {
        var shop = await fixture.Server.OpenShopAsync();
        const string pixel =
            "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
        (await (await shop.PortalAsync()).Put("/api/developer/signature", new { signatureImage = pixel })).Is(200);
        var body = shop.NewEscrow("standard");
        body["autoSign"] = true;
        Assert.True((await shop.Api.Post(Escrows, body)).Is(201).At("contract.sellerSigned").GetBoolean());

        body["sellerEmail"] = shop.OtherPerson;
        (await shop.Api.Post(Escrows, body)).Is(400, "AUTO_SIGN_SELLER_ONLY");
    }

    [Fact]
    public async Task A_policy_is_kept_as_it_was_sent_or_with_the_defaults()
    {
        var body = _shop.NewEscrow();
        body["fulfillmentPolicy"] = Policy;
        var id = (await _shop.Api.Post(Escrows, body)).Is(201).At("escrow.id").GetString();
        var policy = (await _shop.Api.Get($"{Escrows}/{id}")).Is(200).At("escrow.fulfillmentPolicy");
        Assert.Equal(24, policy.GetProperty("proofUploadDeadlineHours").GetInt32());
        Assert.Equal(24, policy.GetProperty("buyerReviewDeadlineHours").GetInt32());
        Assert.Equal(5, policy.GetProperty("allowedProofTypes").GetArrayLength());
    }

    private static object Policy => new { type = "purchase_proof_required" };

    private static IEnumerable<string> Keys(JsonElement json) => json.EnumerateObject().Select(member => member.Name);
}
