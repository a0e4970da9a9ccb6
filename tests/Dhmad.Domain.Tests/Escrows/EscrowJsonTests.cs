using System.Text;
using System.Text.Json;
using Dhmad.Domain.Checkout;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Tests.Escrows.Kit;

namespace Dhmad.Domain.Tests.Escrows;

/// <summary>The API's representations.</summary>
public sealed class EscrowJsonTests
{
    private const string File = "tests/Dhmad.Domain.Tests/Escrows/escrows.approved.jsonl";

    private static readonly string[] Keys =
    [
        "id", "_id", "title", "description", "amount", "currency", "amountTnd", "fxRateUsed", "escrowFee", "developerFee",
        "developerFeePercentage", "sellerNetTnd", "status", "mode", "seller", "sellerEmail", "buyer", "buyerEmail",
        "estimatedDeliveryDays", "language", "expiresAt", "paidAt", "deliveredAt", "completionDeadline", "completedAt",
        "cancelledAt", "createdAt", "updatedAt", "createdViaThirdParty", "createdByApplicationName", "paidWith",
        "deliveryRejections", "cancellationRequest", "disputeTicketId", "disputeTicket", "dispute", "deposit", "closure",
        "signatures", "sequence", "next",
    ];

    [Fact]
    public void Every_place_reads_as_approved()
    {
        var text = new StringBuilder();
        foreach (var (mode, place, way) in Places.All)
        {
            var body = EscrowJson.Read(Places.At(mode, way).Escrow);
            text.Append($"{mode}: {place}\n{Encoding.UTF8.GetString(body)}\n");
        }

        Approved.Check(text.ToString(), File);
    }

    [Fact]
    public void Keys_are_in_the_order_of_the_specification()
    {
        Assert.Equal(Keys, KeysOf(EscrowOf(new Deal(Some.Standard()))));
        var withProof = KeysOf(EscrowOf(Places.At("proof", "buyer pays")));
        Assert.Equal([.. Keys[..^2], "fulfillmentPolicy", "proofInfo", "sequence", "next"], withProof);
    }

    [Fact]
    public void A_creation_answers_as_the_specification_shows()
    {
        var input = Some.Standard(480m, 2.5m);
        var escrow = new Deal(input, Some.Facts(input) with { KnownBuyer = null }).Escrow;
        var body = Encoding.UTF8.GetString(EscrowJson.Created(escrow, "Created.", "https://pay.example.tn"));
        Assert.Equal($$$"""
            {"message":"Created.","escrow":{"id":"{{{escrow.Id}}}","title":"Cargo bike","amount":480,"currency":"TND","amountTnd":480,"escrowFee":24,"developerFee":12,"developerFeePercentage":2.5,"status":"pending","mode":"standard","seller":"66d49f0e9b3c5e7a2f1d8b11","sellerEmail":"amel@example.tn","buyer":null,"buyerEmail":"sami@example.tn","estimatedDeliveryDays":4,"createdAt":"2026-09-01T08:30:00.000Z","expiresAt":"2026-10-02T08:30:00.000Z","fxRateUsed":1,"sequence":1},"contract":{"id":"{{{escrow.Contract!.Id}}}","pdfUrl":null,"sellerSigned":false,"buyerSigned":false,"isFullySigned":false},"url":"https://pay.example.tn/dashboard/escrow/{{{escrow.Id}}}","trackingId":"{{{escrow.Id}}}"}
            """, body);
    }

    [Fact]
    public void Without_a_contract_it_is_null()
    {
        var body = EscrowJson.Created(new Deal(Some.Quick()).Escrow, "Created.", "http://localhost");
        Assert.Equal(JsonValueKind.Null, JsonDocument.Parse(body).RootElement.GetProperty("contract").ValueKind);
    }

    [Fact]
    public void A_message_stands_before_the_escrow()
    {
        var body = EscrowJson.WithMessage(new Deal(Some.Quick()).Escrow, "Done.");
        Assert.Equal(["message", "escrow"], KeysOf(JsonDocument.Parse(body).RootElement));
    }

    [Fact]
    public void A_list_item_has_its_twenty_keys()
    {
        var json = EscrowJson.WriteItem(new JsonText(), new Deal(Some.Quick()).Escrow).ToBytes();
        Assert.Equal(
            [
                "id", "title", "amount", "currency", "amountTnd", "escrowFee", "status", "mode", "seller", "sellerEmail",
                "buyer", "buyerEmail", "estimatedDeliveryDays", "paidAt", "deliveredAt", "completedAt", "cancelledAt",
                "createdAt", "updatedAt", "sequence",
            ],
            KeysOf(JsonDocument.Parse(json).RootElement));
    }

    [Fact]
    public void A_preview_never_cuts_a_character_in_two()
    {
        var deal = Places.At("quick", "buyer pays");
        var reason = new string('x', 139) + "🙂 and more";
        Assert.Null(deal.Take(EscrowAction.Dispute, ActorKind.Buyer, new ActionInput { Reason = reason, TicketCounter = 3 }));
        var ticket = EscrowOf(deal).GetProperty("disputeTicket");
        Assert.Equal(new string('x', 139), ticket.GetProperty("previewReason").GetString());
        Assert.Equal("DHM-00003", ticket.GetProperty("ticketNumber").GetString());
        Assert.Equal("Dispute: Cargo bike", ticket.GetProperty("subject").GetString());
    }

    [Fact]
    public void A_session_reads_as_the_specification_shows()
    {
        var session = new CheckoutSession
        {
            Id = Guid.Parse("0b7e3a52-6c1d-4f7a-9d55-2e8f4b6a1c90"),
            EscrowId = "66d4a1f09b3c5e7a2f1d8c40",
            DeveloperId = The.Developer,
            CreatorId = The.Developer,
            Action = EscrowAction.AcceptPay,
            TargetEmail = The.Buyer.Email,
            RedirectUrl = "https://shop.example.tn/back",
            Metadata = new Dictionary<string, string> { ["cart"] = "A-17" },
            Status = SessionStatus.Pending,
            CreatedAt = The.Start,
            ExpiresAt = The.Start + CheckoutSession.Lifetime,
        };
        const string Rest = "\"metadata\":{\"cart\":\"A-17\"},\"expiresAt\":\"2026-09-01T09:00:00.000Z\",\"completedAt\":null,"
            + "\"createdAt\":\"2026-09-01T08:30:00.000Z\",\"cancelledAt\":null,\"cancelledBy\":null}}";
        const string Start = "{\"session\":{\"sessionId\":\"0b7e3a52-6c1d-4f7a-9d55-2e8f4b6a1c90\","
            + "\"escrowId\":\"66d4a1f09b3c5e7a2f1d8c40\",\"action\":\"accept_pay\",\"targetUserEmail\":\"sami@example.tn\",";
        Assert.Equal(
            Start + "\"status\":\"pending\"," + Rest,
            Encoding.UTF8.GetString(SessionJson.Read(session, session.ExpiresAt.AddMilliseconds(-1))));
        Assert.Equal(
            Start + "\"status\":\"expired\"," + Rest,
            Encoding.UTF8.GetString(SessionJson.Read(session, session.ExpiresAt)));
        Assert.Equal(
            "{\"sessionId\":\"0b7e3a52-6c1d-4f7a-9d55-2e8f4b6a1c90\",\"url\":\"https://pay.example.tn/checkout/"
            + "0b7e3a52-6c1d-4f7a-9d55-2e8f4b6a1c90\",\"expiresAt\":\"2026-09-01T09:00:00.000Z\"}",
            Encoding.UTF8.GetString(SessionJson.Created(session, "https://pay.example.tn")));
    }

    [Fact]
    public void Who_may_read_is_the_creator_and_the_developers_of_the_parties()
    {
        var escrow = new Deal(Some.Quick()).Escrow;
        Assert.True(EscrowAccess.MayRead(escrow, The.Developer, null));
        Assert.True(EscrowAccess.MayRead(escrow, "another", The.Buyer));
        Assert.True(EscrowAccess.MayRead(escrow, "another", The.Seller));
        Assert.False(EscrowAccess.MayRead(escrow, "another", The.Stranger));
        Assert.False(EscrowAccess.MayRead(escrow, "another", null));
    }

    private static JsonElement EscrowOf(Deal deal) =>
        JsonDocument.Parse(EscrowJson.Read(deal.Escrow)).RootElement.GetProperty("escrow");

    private static IEnumerable<string> KeysOf(JsonElement element) => element.EnumerateObject().Select(key => key.Name);
}
