using System.Text;
using System.Text.Json;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Tests.Escrows.Kit;

namespace Dhmad.Domain.Tests.Escrows;

/// <summary>Event bodies, byte for byte. One life raises each type; its bodies are in an approved file, one a line.</summary>
public sealed class PayloadTests
{
    private const string File = "tests/Dhmad.Domain.Tests/Escrows/events.approved.jsonl";

    /// <summary>Lives that raise every event of an escrow between them.</summary>
    private static readonly (string Mode, string Way)[] Lives =
    [
        ("standard", "buyer signs, seller signs, buyer pays, seller delivers, buyer rejects the delivery, "
            + "buyer requests cancellation, seller rejects the request, buyer disputes, operator splits with 40"),
        ("quick", "buyer sends a deposit, operator rejects the deposit, buyer pays, buyer requests cancellation, "
            + "seller disputes, seller accepts the request"),
        ("proof", "buyer pays, seller submits a proof, buyer asks for a better proof, seller submits a proof, "
            + "buyer accepts the proof"),
        ("proof", "buyer pays, seller submits a proof, clock +24h"),
        ("proof", "buyer pays, clock +24h"),
        ("proof", "buyer pays, seller submits a proof, buyer asks for a better proof, seller submits a proof, "
            + "buyer asks for a better proof, seller submits a proof, buyer asks for a better proof, "
            + "seller submits a proof, buyer asks for a better proof"),
    ];

    [Fact]
    public void Every_body_is_as_approved()
    {
        var text = new StringBuilder();
        foreach (var raised in AllEvents()) text.Append(Encoding.UTF8.GetString(raised.Body)).Append('\n');
        Approved.Check(text.ToString(), File);
    }

    [Fact]
    public void The_lives_raise_every_type_of_event()
    {
        var raised = AllEvents().Select(happened => happened.Type).Distinct().Order();
        var ofEscrows = EventTypes.Subscribable.Except(
            [EventTypes.WebhookTest, EventTypes.IdentityVerificationLinked, EventTypes.IdentityVerificationUpdated]);
        Assert.Equal(ofEscrows.Order(), raised);
    }

    [Fact]
    public void The_body_of_a_payment_is_the_one_of_the_specification()
    {
        var input = Some.Standard(480m, 2.5m);
        var deal = new Deal(input);
        foreach (var step in new[] { "buyer signs", "seller signs" }) Assert.Null(Story.Step(deal, step));
        deal.Wait(TimeSpan.FromMilliseconds(667_512));
        Assert.Null(Story.Step(deal, "buyer pays"));

        var raised = deal.Events[^1];
        var expected = $$$$"""
            {"id":"{{{{raised.Id}}}}","type":"escrow.status.updated","timestamp":"2026-09-01T08:41:07.512Z","data":{"escrow":{"id":"{{{{deal.Escrow.Id}}}}","title":"Cargo bike","amount":480,"escrowFee":24,"status":"paid","oldStatus":"pending","seller":{"_id":"66d49f0e9b3c5e7a2f1d8b11","email":"amel@example.tn","firstName":"Amel","lastName":"B."},"buyer":{"_id":"66d4a2b79b3c5e7a2f1d8c77","email":"sami@example.tn","firstName":"سامي","lastName":"T."},"estimatedDeliveryDays":4,"createdAt":"2026-09-01T08:30:00.000Z","updatedAt":"2026-09-01T08:41:07.512Z","sequence":4}}}
            """;
        Assert.Equal(expected, Encoding.UTF8.GetString(raised.Body));
    }

    [Fact]
    public void All_events_of_a_commit_show_the_state_after_it_and_their_own_number()
    {
        var deal = Places.At("quick", "buyer pays, buyer requests cancellation, seller disputes, seller accepts the request");
        var escrows = deal.Events[^3..].Select(raised => DataOf(raised).GetProperty("escrow")).ToList();
        Assert.All(escrows, escrow => Assert.Equal("cancelled", escrow.GetProperty("status").GetString()));
        Assert.Equal([5L, 6L, 7L], escrows.Select(escrow => escrow.GetProperty("sequence").GetInt64()));
    }

    [Fact]
    public void An_invitee_is_shown_as_null_and_receives_nothing()
    {
        var deal = new Deal(Some.Quick(), Some.Facts(Some.Quick()) with { KnownBuyer = null });
        Assert.Equal(JsonValueKind.Null, DataOf(deal.Events[0]).GetProperty("escrow").GetProperty("buyer").ValueKind);
        Assert.Equal((null, The.Seller.Id), (deal.Events[0].BuyerId, deal.Events[0].SellerId));
    }

    [Fact]
    public void A_reason_that_was_not_given_is_absent()
    {
        var deal = Places.At("quick", "buyer pays, seller delivers");
        Assert.Null(deal.Take(EscrowAction.RejectDelivery, ActorKind.Buyer));
        var rejection = DataOf(deal.Events[^2]).GetProperty("deliveryRejection");
        Assert.Equal(["rejectedAt", "previousDeliveredAt", "rejectedBy"], rejection.EnumerateObject().Select(key => key.Name));
    }

    [Fact]
    public void A_new_text_is_shown_with_its_contract()
    {
        var deal = new Deal(Some.Standard());
        var update = new TermsUpdate(Title: "Other", ContractTerms: "Other terms.");
        Assert.Null(deal.Take(EscrowAction.Update, ActorKind.Developer, new ActionInput { Update = update }));
        var data = DataOf(deal.Events[^1]);
        Assert.Equal(["updatedFields", "escrow", "contract"], data.EnumerateObject().Select(key => key.Name));
        Assert.Equal("Other terms.", data.GetProperty("contract").GetProperty("terms").GetString());
    }

    [Fact]
    public void A_changed_byte_breaks_the_chain()
    {
        var deal = Places.At("quick", "buyer pays");
        var body = deal.Events[0].Body.ToArray();
        body[^2]++;
        Assert.NotEqual(deal.Events[0].Hash, HashChain.Next(HashChain.Start, body));
    }

    [Fact]
    public void A_hash_is_sha256_over_the_previous_hash_and_the_body()
    {
        var body = "{}"u8.ToArray();
        var joined = new byte[32].Concat(body).ToArray();
        Assert.Equal(System.Security.Cryptography.SHA256.HashData(joined), HashChain.Next(HashChain.Start, body));
        Assert.Throws<ArgumentOutOfRangeException>(() => HashChain.Next(new byte[31], body));
    }

    private static IEnumerable<EscrowEvent> AllEvents()
    {
        foreach (var (mode, way) in Lives)
        {
            foreach (var raised in Places.At(mode, way).Events) yield return raised;
        }

        var deal = new Deal(Some.Standard(), Some.Facts(Some.Standard()) with { KnownSeller = null });
        Assert.Null(deal.Take(EscrowAction.LinkParty, new Caller(Door.SignIn, The.Seller)));
        var update = new TermsUpdate("Ein Rad\t1", 500.5m, "Blue & \"fast\" </script> \u2028", 5, "Other terms.");
        Assert.Null(deal.Take(EscrowAction.Update, ActorKind.Seller, new ActionInput { Update = update }));
        foreach (var raised in deal.Events) yield return raised;
    }

    private static JsonElement DataOf(EscrowEvent raised) =>
        JsonDocument.Parse(raised.Body).RootElement.GetProperty("data");
}
