using Dhmad.Domain.Accounts;
using Dhmad.Domain.Checkout;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Payments;
using Dhmad.Grains.Accounts;
using Dhmad.Grains.Checkout;
using Dhmad.Grains.Payments;

namespace Dhmad.Api.Tests.Accounts;

/// <summary>The operator's part, which the sandbox lets a creator take.</summary>
[Collection(SharedServer.Name)]
public sealed class OperatorTests(ServerFixture fixture)
{
    private readonly ApiServer _server = fixture.Server;

    [Fact]
    public async Task A_split_ends_the_dispute_and_a_repeat_gets_the_same_answer()
    {
        var (shop, id) = await DisputedAsync();
        const string body = """{"action":"resolve_dispute","decision":"split","amountTnd":40,"note":"half-way"}""";
        var answer = (await shop.Api.And("Idempotency-Key", "k").Post(Path(id), body)).Is(200);
        Assert.Equal("completed", answer.At("escrow.status").GetString());
        Assert.Equal("split", answer.At("escrow.dispute.resolution.decision").GetString());
        Assert.Equal(40m, answer.At("escrow.dispute.resolution.sellerGrossTnd").GetDecimal());
        Assert.Equal(answer.Bytes, (await shop.Api.And("Idempotency-Key", "k").Post(Path(id), body)).Is(200).Bytes);
        (await shop.Api.Post(Path(id), body)).Is(409, "NO_OPEN_DISPUTE");
        Assert.Equal(38m, (await shop.Api.Get("/api/v1/balance")).At("balance.available").GetDecimal());
    }

    [Theory]
    [InlineData("release", "completed", 95)]
    [InlineData("refund", "cancelled", 0)]
    public async Task A_release_pays_the_seller_and_a_refund_does_not(string decision, string status, decimal available)
    {
        var (shop, id) = await DisputedAsync();
        var answer = await shop.Api.Post(Path(id), new { action = "resolve_dispute", decision });
        Assert.Equal(status, answer.Is(200).At("escrow.status").GetString());
        Assert.Equal(available, (await shop.Api.Get("/api/v1/balance")).At("balance.available").GetDecimal());
    }

    [Theory]
    [InlineData("""{"action":"resolve_dispute","decision":"split"}""")]
    [InlineData("""{"action":"resolve_dispute","decision":"split","amountTnd":0}""")]
    [InlineData("""{"action":"resolve_dispute","decision":"split","amountTnd":100}""")]
    [InlineData("""{"action":"resolve_dispute","decision":"split","amountTnd":1.0001}""")]
    [InlineData("""{"action":"resolve_dispute","decision":"split","amountTnd":-1}""")]
    public async Task A_split_must_fit(string body)
    {
        var (shop, id) = await DisputedAsync();
        (await shop.Api.Post(Path(id), body)).Is(400, "SPLIT_AMOUNT_INVALID");
    }

    [Fact]
    public async Task Only_the_creator_may_and_only_where_there_is_something_to_decide()
    {
        var shop = await _server.OpenShopAsync();
        var id = await shop.CreateAsync();
        const string body = """{"action":"resolve_dispute","decision":"refund"}""";
        (await shop.Api.Post(Path(id), body)).Is(409, "NO_OPEN_DISPUTE");
        (await shop.Api.Post(Path(id), """{"action":"decide_proof","decision":"accept"}""")).Is(400, "PROOF_NOT_APPLICABLE");
        (await shop.Api.Post(Path(id), """{"action":"approve_deposit"}""")).Is(409, "NO_DEPOSIT_UNDER_REVIEW");
        (await shop.Api.Post(Path(id), """{"action":"reject_deposit","reason":"unreadable"}""")).Is(409, "NO_DEPOSIT_UNDER_REVIEW");
        (await (await _server.OpenShopAsync()).Api.Post(Path(id), body)).Is(403, "ESCROW_ACCESS_DENIED");
        (await shop.Api.Post(Path("66d4a1f09b3c5e7a2f1d8c40"), body)).Is(404, "ESCROW_NOT_FOUND");
        (await shop.Api.Post(Path("x"), body)).Is(400, "INVALID_ID");
    }

    [Theory]
    [InlineData("{}", "action")]
    [InlineData("""{"action":"deliver"}""", "action")]
    [InlineData("""{"action":"resolve_dispute","decision":"accept","amountTnd":"1","note":7}""", "decision", "amountTnd", "note")]
    [InlineData("""{"action":"decide_proof"}""", "decision")]
    [InlineData("""{"action":"reject_deposit"}""", "reason")]
    public async Task Bad_fields_are_named_together(string body, params string[] fields)
    {
        var shop = await _server.OpenShopAsync();
        var answer = (await shop.Api.Post(Path(await shop.CreateAsync()), body)).Is(400, "VALIDATION_FAILED");
        Assert.Equal(fields, answer.BadFields);
    }

    private static string Path(string id) => $"/api/v1/sandbox/escrows/{id}/operator";

    private async Task<(Shop Shop, string Id)> DisputedAsync()
    {
        var shop = await _server.OpenShopAsync();
        var id = await shop.CreateAsync();
        var buyer = (await _server.Grains.User(shop.Buyer).Read())!.ToPerson();
        await SubmitAsync(shop, id, "accept_pay", buyer, form => form with
        {
            Input = new ActionInput { Seen = 1 },
            Payment = new PaymentChoice(Rails.Wallet),
        });
        await SubmitAsync(shop, id, "dispute", buyer, form => form with
        {
            Input = new ActionInput { Reason = "It never came at all." },
        });
        return (shop, id);
    }

    private async Task SubmitAsync(Shop shop, string id, string action, Person person, Func<Submission, Submission> fill)
    {
        var opened = await shop.Api.Post(
            $"/api/v1/escrows/{id}/sessions",
            new { action, targetUserEmail = person.Email, redirectUrl = Shop.RedirectUrl });
        var sessionId = opened.Is(201).At("sessionId").GetGuid();
        var form = fill(new Submission { Id = Guid.NewGuid(), Person = person, SteppedUp = true });
        var answer = await _server.Get<SubmissionCall>().SubmitAsync(sessionId, form, null, CancellationToken.None);
        Assert.Equal((SubmissionResult.Completed, null), (answer.Result, answer.Refusal));
    }
}
