namespace Dhmad.Api.Tests;

/// <summary>Checkout sessions as the integrator sees them: opened, read, listed, cancelled, refused.</summary>
[Collection(SharedServer.Name)]
public class SessionTests(ServerFixture fixture)
{
    private const string Escrows = "/api/v1/escrows";
    private const string Sessions = "/api/v1/sessions";

    private readonly Shop _shop = fixture.Shop;

    [Fact]
    public async Task A_session_lives_thirty_minutes_and_shows_what_it_was_opened_with()
    {
        var escrow = await _shop.CreateAsync();
        var body = Acting.Session("accept_pay", $" {_shop.Buyer.ToUpperInvariant()} ");
        body["metadata"] = new Dictionary<string, string> { ["cart"] = " A-17 ", ["note"] = "" };
        var opened = (await _shop.Api.Post($"{Escrows}/{escrow}/sessions", body)).Is(201);
        Assert.Equal(["sessionId", "url", "expiresAt"], opened.Json.EnumerateObject().Select(member => member.Name));
        var id = opened.At("sessionId").GetString();
        Assert.Equal($"http://localhost:5080/checkout/{id}", opened.At("url").GetString());

        var session = (await _shop.Api.Get($"{Sessions}/{id!.ToUpperInvariant()}")).Is(200).At("session");
        Assert.Equal(
            [
                "sessionId", "escrowId", "action", "targetUserEmail", "status", "metadata", "expiresAt", "completedAt",
                "createdAt", "cancelledAt", "cancelledBy",
            ],
            session.EnumerateObject().Select(member => member.Name));
        Assert.Equal(_shop.Buyer, session.GetProperty("targetUserEmail").GetString());
        Assert.Equal("pending", session.GetProperty("status").GetString());
        Assert.Equal("""{"cart":"A-17","note":""}""", session.GetProperty("metadata").GetRawText());
        Assert.Equal(
            TimeSpan.FromMinutes(30),
            session.GetProperty("expiresAt").GetDateTimeOffset() - session.GetProperty("createdAt").GetDateTimeOffset());
    }

    [Fact]
    public async Task Metadata_is_absent_when_none_was_given()
    {
        var id = await _shop.OpenSessionAsync(await _shop.CreateAsync(), "accept_pay", _shop.Buyer);
        Assert.False((await _shop.Api.Get($"{Sessions}/{id}")).At("session").TryGetProperty("metadata", out _));
    }

    [Theory]
    [InlineData("xyz")]
    [InlineData("0b7e3a52-6c1d-4f7a-9d55-2e8f4b6a1c90")]
    [InlineData("{0b7e3a52-6c1d-4f7a-9d55-2e8f4b6a1c90}")]
    [InlineData("0b7e3a526c1d4f7a9d552e8f4b6a1c90")]
    [InlineData("%00x")]
    public async Task An_unknown_or_malformed_id_is_simply_not_found(string id)
    {
        if (id.StartsWith("%00", StringComparison.Ordinal)) id = id[3..];
        var answer = (await _shop.Api.Get($"{Sessions}/{id}")).Is(404, "SESSION_NOT_FOUND");
        Assert.Equal("Checkout session not found", answer.At("error").GetString());
        (await _shop.Api.Post($"{Sessions}/{id}/cancel")).Is(404, "SESSION_NOT_FOUND");
    }

    [Fact]
    public async Task A_session_belongs_to_the_developer_who_opened_it()
    {
        var body = _shop.NewEscrow();
        body["buyerEmail"] = fixture.Stranger.Owner;
        var escrow = (await _shop.Api.Post(Escrows, body)).Is(201).At("escrow.id").GetString()!;
        var id = await _shop.OpenSessionAsync(escrow, "accept_pay", fixture.Stranger.Owner);
        (await fixture.Stranger.Api.Get($"{Sessions}/{id}")).Is(403, "SESSION_ACCESS_DENIED");
        var refused = (await fixture.Stranger.Api.Post($"{Sessions}/{id}/cancel")).Is(403, "SESSION_ACCESS_DENIED");
        Assert.False(refused.Json.TryGetProperty("session", out _));
        Assert.Empty((await fixture.Stranger.Api.Get($"{Escrows}/{escrow}/sessions")).Is(200).At("sessions").EnumerateArray());
        Assert.Equal("pending", (await _shop.Api.Get($"{Sessions}/{id}")).At("session.status").GetString());
    }

    [Fact]
    public async Task Cancelling_twice_says_the_same_and_other_ends_are_told_with_the_session()
    {
        var escrow = await _shop.CreateAsync();
        var id = await _shop.OpenSessionAsync(escrow, "accept_pay", _shop.Buyer);
        var first = (await _shop.Api.Post($"{Sessions}/{id}/cancel")).Is(200);
        Assert.Equal("developer", first.At("session.cancelledBy").GetString());
        Assert.Equal(first.At("session").GetRawText(), (await _shop.Api.Post($"{Sessions}/{id}/cancel")).Is(200).At("session").GetRawText());

        var paid = await _shop.OpenSessionAsync(escrow, "accept_pay", _shop.Buyer);
        await _shop.SubmitAsync(paid, _shop.Buyer, new() { Seen = 1 }, new("wallet"));
        var refused = (await _shop.Api.Post($"{Sessions}/{paid}/cancel")).Is(409, "SESSION_ALREADY_COMPLETED");
        Assert.Equal("completed", refused.At("session.status").GetString());
        Assert.Equal(paid, refused.At("session.sessionId").GetString());
    }

    public static TheoryData<string, string, string, string> Refused => new()
    {
        { "quick", "sign_contract", "buyer", "QUICK_ESCROW_NO_CONTRACT" },
        { "instant", "sign_contract", "buyer", "INSTANT_ESCROW_NO_CONTRACT" },
        { "instant", "complete", "buyer", "INSTANT_ESCROW_NO_COMPLETE_STEP" },
        { "quick", "accept_pay", "seller", "CHECKOUT_TARGET_NOT_BUYER" },
        { "standard", "accept_pay", "buyer", "CONTRACT_NOT_SIGNED" },
        { "standard", "sign_contract", "other", "CHECKOUT_TARGET_NOT_PARTY" },
        { "quick", "submit_proof", "seller", "PROOF_NOT_APPLICABLE" },
        { "quick", "review_proof", "buyer", "PROOF_NOT_APPLICABLE" },
        { "quick", "complete", "buyer", "COMPLETE_INVALID_STATUS" },
        { "quick", "dispute", "buyer", "DISPUTE_INVALID_STATUS" },
        { "quick", "request_cancellation", "seller", "CANCELLATION_REQUEST_BUYER_ONLY" },
        { "quick", "request_cancellation", "buyer", "CANCELLATION_REQUEST_INVALID_STATUS" },
        { "quick", "accept_cancellation", "buyer", "CHECKOUT_TARGET_NOT_SELLER" },
        { "quick", "reject_cancellation", "seller", "NO_PENDING_CANCELLATION" },
        { "quick", "cancel_escrow", "buyer", "CANCEL_ESCROW_SELLER_ONLY" },
        { "quick", "cancel_escrow", "seller", "CANCEL_ESCROW_INVALID_STATUS" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_cannot_be_done_is_a_business_rule_with_words_for_the_person(
        string mode, string action, string target, string code)
    {
        var escrow = await _shop.CreateAsync(mode);
        var before = await fixture.Server.CountRowsAsync();
        var email = target switch { "buyer" => _shop.Buyer, "seller" => _shop.Owner, _ => _shop.OtherPerson };
        var answer = await _shop.Api.Post($"{Escrows}/{escrow}/sessions", Acting.Session(action, email));
        answer.Is(400, code);
        Assert.Equal(["error", "message", "code"], answer.Json.EnumerateObject().Select(member => member.Name));
        Assert.Equal("business_rule_violation", answer.At("error.type").GetString());
        Assert.Equal(Api.Pages.Language.Texts.In("en").Refusal(code), answer.At("error.user_message").GetString());
        Assert.Equal(before, await fixture.Server.CountRowsAsync());
    }

    [Fact]
    public async Task A_step_that_has_no_page_here_opens_no_session()
    {
        var body = _shop.NewEscrow();
        body["fulfillmentPolicy"] = new { type = "purchase_proof_required" };
        var escrow = (await _shop.Api.Post(Escrows, body)).Is(201).At("escrow.id").GetString()!;
        await _shop.PayAsync(escrow);
        var path = $"{Escrows}/{escrow}/sessions";
        (await _shop.Api.Post(path, Acting.Session("review_proof", _shop.Buyer))).Is(400, "PROOF_NOT_AWAITING_REVIEW");
        (await _shop.Api.Post(path, Acting.Session("submit_proof", _shop.Buyer))).Is(400, "CHECKOUT_TARGET_NOT_SELLER");
        (await fixture.Stranger.Api.Post(path, Acting.Session("submit_proof", _shop.Owner))).Is(403, "ESCROW_ACCESS_DENIED");
        var answer = await _shop.Api.Post(path, Acting.Session("submit_proof", _shop.Owner));
        Assert.Equal(["action"], answer.Is(400, "VALIDATION_FAILED").BadFields);
    }

    [Theory]
    [InlineData("http://shop.example/callback", "REDIRECT_URL_MUST_BE_HTTPS")]
    [InlineData("javascript:alert(1)", "REDIRECT_URL_MUST_BE_HTTPS")]
    [InlineData("ftp://localhost:3000/callback", "REDIRECT_URL_MUST_BE_HTTPS")]
    [InlineData("https://evil.example/callback", "REDIRECT_URL_NOT_ALLOWED")]
    [InlineData("http://localhost:3000/callback/", "REDIRECT_URL_NOT_ALLOWED")]
    [InlineData("http://localhost:3000/Callback", "REDIRECT_URL_NOT_ALLOWED")]
    [InlineData("http://localhost:3001/callback", "REDIRECT_URL_NOT_ALLOWED")]
    [InlineData("http://localhost:3000/callback#x", "REDIRECT_URL_NOT_ALLOWED")]
    [InlineData("http://user@localhost:3000/callback", "REDIRECT_URL_NOT_ALLOWED")]
    [InlineData("http://localhost:3000\\@evil.example/callback", "REDIRECT_URL_NOT_ALLOWED")]
    [InlineData("http://localhost:3000/callback\n", null)]
    [InlineData("HTTP://LOCALHOST:3000/x/../%63allback?cart=1", null)]
    public async Task The_browser_goes_back_only_where_the_developer_listed(string url, string? code)
    {
        var body = Acting.Session("accept_pay", _shop.Buyer);
        body["redirectUrl"] = url;
        var answer = await _shop.Api.Post($"{Escrows}/{await _shop.CreateAsync()}/sessions", body);
        if (code is null) answer.Is(201);
        else answer.Is(400, code);
        if (code == "REDIRECT_URL_NOT_ALLOWED") Assert.Contains(Shop.RedirectUrl, answer.At("error.message").GetString());
    }

    [Fact]
    public async Task Without_an_allow_list_nothing_can_be_opened()
    {
        var shop = await fixture.Server.OpenShopAsync();
        (await (await shop.PortalAsync()).Put("/api/developer/settings", """{ "redirectUrls": [] }""")).Is(200);
        var answer = await shop.Api.Post(
            $"{Escrows}/{await shop.CreateAsync()}/sessions", Acting.Session("accept_pay", shop.OtherPerson));
        answer.Is(400, "NO_REDIRECT_URLS_CONFIGURED");
    }

    [Fact]
    public async Task Fifty_may_be_open_at_once_and_are_listed_newest_first()
    {
        var escrow = await _shop.CreateAsync();
        var ids = new List<string>();
        for (var number = 0; number < 50; number++)
        {
            ids.Insert(0, await _shop.OpenSessionAsync(escrow, "accept_pay", _shop.Buyer));
            if (number % 2 == 0) fixture.Server.Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        (await _shop.Api.Post($"{Escrows}/{escrow}/sessions", Acting.Session("accept_pay", _shop.Buyer)))
            .Is(400, "TOO_MANY_OPEN_SESSIONS");
        (await _shop.Api.Post($"{Sessions}/{ids[0]}/cancel")).Is(200);

        var listed = new List<string>();
        string? cursor = null;
        do
        {
            var page = (await _shop.Api.Get($"{Escrows}/{escrow}/sessions?limit=7&cursor={cursor}")).Is(200);
            listed.AddRange(page.At("sessions").EnumerateArray().Select(one => one.GetProperty("sessionId").GetString()!));
            cursor = page.At("nextCursor").GetString();
        }
        while (cursor is not null);
        Assert.Equal(50, listed.Count);
        Assert.Equal(ids.ToHashSet(), listed.ToHashSet());

        var cancelled = (await _shop.Api.Get($"{Escrows}/{escrow}/sessions?status=cancelled&action=accept_pay")).Is(200);
        Assert.Equal(ids[0], Assert.Single(cancelled.At("sessions").EnumerateArray()).GetProperty("sessionId").GetString());
        Assert.Empty((await _shop.Api.Get($"{Escrows}/{escrow}/sessions?action=dispute")).Is(200).At("sessions").EnumerateArray());
    }

    [Theory]
    [InlineData("status=open", "status")]
    [InlineData("action=deliver", "action")]
    [InlineData("cursor=%00%00", "cursor")]
    [InlineData("cursor=MSAA", "cursor")]
    [InlineData("cursor=AAAA&limit=x&status=1&action=2", "status,action,cursor,limit")]
    public async Task Bad_list_queries_are_refused(string query, string bad)
    {
        var answer = await _shop.Api.Get($"{Escrows}/{await _shop.CreateAsync()}/sessions?{query}");
        Assert.Equal(bad, string.Join(',', answer.Is(400, "VALIDATION_FAILED").BadFields));
    }

    [Theory]
    [InlineData("fr", "fr")]
    [InlineData("de", "en")]
    [InlineData("nonsense;;;q=a", "en")]
    public async Task Words_for_the_person_come_in_a_language_that_is_written(string accept, string _)
    {
        var answer = await _shop.Api.And("Accept-Language", accept).Post(
            $"{Escrows}/{await _shop.CreateAsync()}/sessions", Acting.Session("complete", _shop.Buyer));
        Assert.NotEmpty(answer.Is(400, "COMPLETE_INVALID_STATUS").At("error.user_message").GetString()!);
    }
}
