using Dhmad.Domain.Escrows;
using Dhmad.Domain.Checkout;

namespace Dhmad.Api.Tests;

/// <summary>Changing, delivering, sending back and cancelling through the API.</summary>
[Collection(SharedServer.Name)]
public class EscrowActionTests(ServerFixture fixture)
{
    private const string Escrows = "/api/v1/escrows";

    private readonly Shop _shop = fixture.Shop;

    [Fact]
    public async Task A_change_is_shown_and_a_change_to_the_same_is_none()
    {
        var id = await _shop.CreateAsync();
        var changed = (await _shop.Api.Put($"{Escrows}/{id}", """{ "title": " New ", "amount": 60, "description": "" }""")).Is(200);
        Assert.Equal("New", changed.At("escrow.title").GetString());
        Assert.Equal(57, changed.At("escrow.sellerNetTnd").GetInt32());
        Assert.Equal(2, changed.At("escrow.sequence").GetInt32());
        Assert.Equal(["message", "escrow"], changed.Json.EnumerateObject().Select(member => member.Name));

        var same = (await _shop.Api.Put($"{Escrows}/{id}", """{ "title": "New", "amount": 60.000 }""")).Is(200);
        Assert.Equal(2, same.At("escrow.sequence").GetInt32());
    }

    [Fact]
    public async Task Changes_are_refused_with_their_codes()
    {
        var id = await _shop.CreateAsync();
        (await _shop.Api.Put($"{Escrows}/{id}", "{}")).Is(400, "NO_VALID_FIELDS");
        (await _shop.Api.Put($"{Escrows}/{id}", """{ "mode": "instant", "title": null }""")).Is(400, "NO_VALID_FIELDS");
        (await _shop.Api.Put($"{Escrows}/{id}", """{ "contractTerms": "x" }""")).Is(400, "CONTRACT_TERMS_NOT_APPLICABLE");
        (await _shop.Api.Put($"{Escrows}/{id}", """{ "amount": 4.999 }""")).Is(400, "AMOUNT_BELOW_MINIMUM");
        (await _shop.Api.Post($"{Escrows}/{id}/cancel")).Is(200);
        (await _shop.Api.Put($"{Escrows}/{id}", """{ "title": "Late" }""")).Is(400, "UPDATE_INVALID_STATUS");
    }

    [Fact]
    public async Task The_buyer_s_developer_may_not_change_the_terms()
    {
        var body = _shop.NewEscrow();
        body["buyerEmail"] = fixture.Stranger.Owner;
        var id = (await _shop.Api.Post(Escrows, body)).Is(201).At("escrow.id").GetString();
        (await fixture.Stranger.Api.Put($"{Escrows}/{id}", """{ "amount": 6 }""")).Is(403, "UPDATE_SELLER_OR_CREATOR_ONLY");
        (await fixture.Stranger.Api.Post($"{Escrows}/{id}/deliver")).Is(403, "DELIVER_SELLER_ONLY");
        (await _shop.Api.Post($"{Escrows}/{id}/reject-delivery")).Is(403, "REJECT_DELIVERY_BUYER_ONLY");
        (await fixture.Stranger.Api.Post($"{Escrows}/{id}/reject-delivery")).Is(400, "REJECT_DELIVERY_INVALID_STATUS");
        Assert.Equal(
            "buyer", (await fixture.Stranger.Api.Post($"{Escrows}/{id}/cancel")).Is(200).At("escrow.closure.by").GetString());
    }

    [Fact]
    public async Task Delivering_starts_the_completion_clock_and_instant_completes_at_once()
    {
        var id = await _shop.PaidAsync();
        var delivered = (await _shop.Api.Post($"{Escrows}/{id}/deliver")).Is(200).At("escrow");
        Assert.Equal("delivered", delivered.GetProperty("status").GetString());
        Assert.Equal(
            delivered.GetProperty("deliveredAt").GetDateTimeOffset().AddDays(7),
            delivered.GetProperty("completionDeadline").GetDateTimeOffset());
        (await _shop.Api.Post($"{Escrows}/{id}/deliver")).Is(400, "DELIVER_INVALID_STATUS");

        var instant = await _shop.PaidAsync("instant");
        var completed = (await _shop.Api.Post($"{Escrows}/{instant}/deliver")).Is(200).At("escrow");
        Assert.Equal("completed", completed.GetProperty("status").GetString());
        Assert.Equal(completed.GetProperty("deliveredAt").GetString(), completed.GetProperty("completedAt").GetString());
    }

    [Fact]
    public async Task The_buyer_s_developer_sends_a_delivery_back_with_or_without_a_reason()
    {
        var body = _shop.NewEscrow();
        body["buyerEmail"] = fixture.Stranger.Owner;
        (await _shop.Api.Post("/api/v1/sandbox/top-up", new { email = fixture.Stranger.Owner, amount = 1000 })).Is(200);
        var id = (await _shop.Api.Post(Escrows, body)).Is(201).At("escrow.id").GetString()!;
        await _shop.ActAsync(
            id, "accept_pay", fixture.Stranger.Owner, new ActionInput { Seen = 1 }, new PaymentChoice("wallet"));
        foreach (var (sent, kept) in new[] { ("{}", null), ("""{"reason":" Broken 🙂 "}""", "Broken 🙂"), ("""{"reason":""}""", null) })
        {
            (await _shop.Api.Post($"{Escrows}/{id}/deliver")).Is(200);
            var back = (await fixture.Stranger.Api.Post($"{Escrows}/{id}/reject-delivery", sent)).Is(200).At("escrow");
            Assert.Equal("paid", back.GetProperty("status").GetString());
            Assert.Equal(JsonValueKind.Null, back.GetProperty("deliveredAt").ValueKind);
            Assert.Equal(kept, back.GetProperty("deliveryRejections").EnumerateArray().Last().GetProperty("reason").GetString());
        }
    }

    [Fact]
    public async Task A_pending_escrow_is_cancelled_once_and_a_paid_one_is_not()
    {
        var id = await _shop.CreateAsync();
        var cancelled = (await _shop.Api.Post($"{Escrows}/{id}/cancel", """{ "reason": "ignored" }""")).Is(200).At("escrow");
        Assert.Equal("""{"by":"seller","reason":"api_cancel"}""", cancelled.GetProperty("closure").GetRawText());
        (await _shop.Api.Post($"{Escrows}/{id}/cancel")).Is(400, "CANCEL_INVALID_STATUS");

        var paid = await _shop.PaidAsync();
        var refused = (await _shop.Api.Post($"{Escrows}/{paid}/cancel")).Is(400, "CANCEL_INVALID_STATUS");
        Assert.Contains("request_cancellation", refused.At("message").GetString());
        Assert.Contains("cancel_escrow", refused.At("message").GetString());
    }

    [Fact]
    public async Task Without_an_associated_user_a_creator_cancels_but_does_not_deliver()
    {
        var shop = await fixture.Server.OpenShopAsync();
        var id = await shop.PaidAsync();
        var pending = await shop.CreateAsync();
        (await (await shop.PortalAsync()).Send("DELETE", "/api/developer/association", null)).Is(200);
        (await shop.Api.Post($"{Escrows}/{id}/deliver")).Is(403, "ASSOCIATION_REQUIRED");
        (await shop.Api.Post($"{Escrows}/{id}/reject-delivery")).Is(403, "ASSOCIATION_REQUIRED");
        Assert.Equal(
            "developer", (await shop.Api.Post($"{Escrows}/{pending}/cancel")).Is(200).At("escrow.closure.by").GetString());
    }

    [Fact]
    public async Task An_open_dispute_stops_deliveries_and_their_rejection()
    {
        var id = await _shop.PaidAsync();
        await _shop.ActAsync(id, "dispute", _shop.Buyer, new ActionInput { Reason = "It never came at all." });
        (await _shop.Api.Post($"{Escrows}/{id}/deliver")).Is(400, "DISPUTE_OPEN");
        var escrow = (await _shop.Api.Get($"{Escrows}/{id}")).Is(200).At("escrow");
        Assert.Equal("open", escrow.GetProperty("dispute").GetProperty("status").GetString());
        Assert.Matches("^DHM-[0-9]{5,}$", escrow.GetProperty("disputeTicket").GetProperty("ticketNumber").GetString());
    }

    [Fact]
    public async Task A_proof_must_be_accepted_before_delivery()
    {
        var body = _shop.NewEscrow();
        body["fulfillmentPolicy"] = new { type = "purchase_proof_required" };
        var id = (await _shop.Api.Post(Escrows, body)).Is(201).At("escrow.id").GetString()!;
        await _shop.PayAsync(id);
        (await _shop.Api.Post($"{Escrows}/{id}/deliver")).Is(409, "PROOF_NOT_ACCEPTED");
        Assert.Equal(
            "waiting_seller_proof",
            (await _shop.Api.Get($"{Escrows}/{id}")).Is(200).At("escrow.proofInfo.phase").GetString());
    }
}
