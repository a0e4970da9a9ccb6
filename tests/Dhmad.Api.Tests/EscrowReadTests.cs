using System.Security.Cryptography;
using System.Text;

namespace Dhmad.Api.Tests;

/// <summary>Reading one escrow, its history, and lists of them.</summary>
[Collection(SharedServer.Name)]
public class EscrowReadTests(ServerFixture fixture)
{
    private const string Escrows = "/api/v1/escrows";
    private const string Unknown = "66d4a1f09b3c5e7a2f1d8c40";

    private readonly Shop _shop = fixture.Shop;

    [Fact]
    public async Task An_escrow_is_shown_with_its_keys_in_order()
    {
        var id = await _shop.CreateAsync("standard");
        var escrow = (await _shop.Api.Get($"{Escrows}/{id}")).Is(200).At("escrow");
        Assert.Equal(
            [
                "id", "_id", "title", "description", "amount", "currency", "amountTnd", "fxRateUsed", "escrowFee",
                "developerFee", "developerFeePercentage", "sellerNetTnd", "status", "mode", "seller", "sellerEmail",
                "buyer", "buyerEmail", "estimatedDeliveryDays", "language", "expiresAt", "paidAt", "deliveredAt",
                "completionDeadline", "completedAt", "cancelledAt", "createdAt", "updatedAt", "createdViaThirdParty",
                "createdByApplicationName", "paidWith", "deliveryRejections", "cancellationRequest", "disputeTicketId",
                "disputeTicket", "dispute", "deposit", "closure", "signatures", "sequence", "next",
            ],
            escrow.EnumerateObject().Select(member => member.Name));
        Assert.Equal(
            ["_id", "email", "firstName", "lastName"],
            escrow.GetProperty("buyer").EnumerateObject().Select(member => member.Name));
    }

    [Fact]
    public async Task Ids_may_be_upper_case()
    {
        var id = await _shop.CreateAsync();
        Assert.Equal(id, (await _shop.Api.Get($"{Escrows}/{id.ToUpperInvariant()}")).Is(200).At("escrow.id").GetString());
    }

    [Theory]
    [InlineData("xyz")]
    [InlineData("66d4a1f09b3c5e7a2f1d8c4")]
    [InlineData("66d4a1f09b3c5e7a2f1d8c400")]
    [InlineData("66d4a1f09b3c5e7a2f1d8c4g")]
    [InlineData("%20")]
    [InlineData("'%20OR%201=1--")]
    [InlineData("%D9%A0%D9%A1")]
    [InlineData("..%2f..")]
    public async Task A_malformed_id_is_told_as_such(string id)
    {
        var answer = (await _shop.Api.Get($"{Escrows}/{id}")).Is(400, "INVALID_ID");
        Assert.Equal("Invalid escrow ID", answer.At("error").GetString());
        (await _shop.Api.Post($"{Escrows}/{id}/cancel")).Is(400, "INVALID_ID");
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("GET", "/events")]
    [InlineData("GET", "/sessions")]
    [InlineData("PUT", "")]
    [InlineData("POST", "/deliver")]
    [InlineData("POST", "/reject-delivery")]
    [InlineData("POST", "/cancel")]
    public async Task What_is_not_there_is_not_found_and_what_is_others_is_denied(string method, string path)
    {
        var body = method == "PUT" ? """{ "title": "Mine now" }""" : null;
        var missing = (await _shop.Api.Send(method, $"{Escrows}/{Unknown}{path}", body)).Is(404, "ESCROW_NOT_FOUND");
        Assert.Equal("Escrow not found", missing.At("error").GetString());

        var id = await _shop.CreateAsync();
        var before = await fixture.Server.CountRowsAsync();
        (await fixture.Stranger.Api.Send(method, $"{Escrows}/{id}{path}", body)).Is(403, "ESCROW_ACCESS_DENIED");
        Assert.Equal(before, await fixture.Server.CountRowsAsync());
    }

    [Fact]
    public async Task A_developer_whose_associated_user_is_a_party_may_read()
    {
        var body = _shop.NewEscrow();
        body["buyerEmail"] = fixture.Stranger.Owner;
        var id = (await _shop.Api.Post(Escrows, body)).Is(201).At("escrow.id").GetString();
        foreach (var path in new[] { "", "/events", "/sessions" })
            (await fixture.Stranger.Api.Get($"{Escrows}/{id}{path}")).Is(200);
    }

    [Fact]
    public async Task The_history_is_whole_chained_and_paged()
    {
        var id = await _shop.PaidAsync("standard");
        var all = (await _shop.Api.Get($"{Escrows}/{id}/events")).Is(200);
        var events = all.At("events").EnumerateArray().ToList();
        Assert.Equal(["escrow.created", "contract.signed", "contract.signed", "escrow.status.updated"],
            events.Select(one => one.GetProperty("event").GetProperty("type").GetString()));
        Assert.Equal(JsonValueKind.Null, all.At("nextAfter").ValueKind);
        Assert.Equal([1L, 2, 3, 4], events.Select(one => one.GetProperty("sequence").GetInt64()));

        var previous = new byte[32];
        foreach (var one in events)
        {
            Assert.Equal(Convert.ToHexStringLower(previous), one.GetProperty("previousHash").GetString());
            var bytes = Encoding.UTF8.GetBytes(one.GetProperty("event").GetRawText());
            previous = SHA256.HashData([.. previous, .. bytes]);
            Assert.Equal(Convert.ToHexStringLower(previous), one.GetProperty("hash").GetString());
        }

        var first = (await _shop.Api.Get($"{Escrows}/{id}/events?limit=3")).Is(200);
        Assert.Equal(3, first.At("events").GetArrayLength());
        Assert.Equal(3, first.At("nextAfter").GetInt64());
        var second = (await _shop.Api.Get($"{Escrows}/{id}/events?limit=3&after=3")).Is(200);
        Assert.Equal(4, second.At("events")[0].GetProperty("sequence").GetInt64());
        Assert.Equal(JsonValueKind.Null, second.At("nextAfter").ValueKind);
        Assert.Empty((await _shop.Api.Get($"{Escrows}/{id}/events?after=99999999999999999999")).Is(200).At("events").EnumerateArray());
    }

    [Fact]
    public async Task Lists_are_newest_first_filtered_and_paged()
    {
        var shop = await fixture.Server.OpenShopAsync();
        var ids = new List<string>();
        for (var number = 0; number < 5; number++)
        {
            ids.Insert(0, await shop.CreateAsync());
            fixture.Server.Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        (await shop.Api.Post($"{Escrows}/{ids[0]}/cancel")).Is(200);
        Assert.Equal(ids, await ListAsync(shop, ""));
        Assert.Equal(ids, await ListAsync(shop, "?role=seller"));
        Assert.Equal(ids, await ListAsync(shop, "?role=creator"));
        Assert.Equal([], await ListAsync(shop, "?role=buyer"));
        Assert.Equal(ids[1..], await ListAsync(shop, "?status=pending"));
        Assert.Equal(ids[..1], await ListAsync(shop, "?status=cancelled&role=creator"));
        Assert.Equal(ids[..2], await ListAsync(shop, "?limit=2"));
        Assert.Equal(ids[2..4], await ListAsync(shop, "?limit=2&page=2"));
        Assert.Equal([], await ListAsync(shop, "?limit=2&page=4"));

        var page = (await shop.Api.Get($"{Escrows}?limit=2&page=2")).Is(200).At("pagination");
        Assert.Equal("""{"page":2,"limit":2,"total":5,"pages":3}""", page.GetRawText());
        var item = (await shop.Api.Get(Escrows)).At("escrows")[0];
        Assert.Equal(
            [
                "id", "title", "amount", "currency", "amountTnd", "escrowFee", "status", "mode", "seller", "sellerEmail",
                "buyer", "buyerEmail", "estimatedDeliveryDays", "paidAt", "deliveredAt", "completedAt", "cancelledAt",
                "createdAt", "updatedAt", "sequence",
            ],
            item.EnumerateObject().Select(member => member.Name));
    }

    [Theory]
    [InlineData("page=0&limit=0", 1, 1)]
    [InlineData("page=-7&limit=1000", 1, 100)]
    [InlineData("limit=99999999999999999999999", 1, 100)]
    [InlineData("page=&limit=", 1, 20)]
    [InlineData("page=2147483647&limit=100", int.MaxValue, 100)]
    [InlineData("page=99999999999999999999999", int.MaxValue, 20)]
    public async Task Page_and_limit_are_drawn_into_range(string query, int page, int limit)
    {
        var shown = (await _shop.Api.Get($"{Escrows}?{query}")).Is(200).At("pagination");
        Assert.Equal((page, limit), (shown.GetProperty("page").GetInt32(), shown.GetProperty("limit").GetInt32()));
    }

    [Theory]
    [InlineData("page=1.5", "page")]
    [InlineData("limit=ten", "limit")]
    [InlineData("status=PENDING", "status")]
    [InlineData("status=paid&status=paidd", "status")]
    [InlineData("role=owner", "role")]
    [InlineData("role=%00&status=%27&page=0x1&limit=%D9%A1", "status,role,page,limit")]
    public async Task Bad_query_values_are_reported_together(string query, string bad) =>
        Assert.Equal(
            bad, string.Join(',', (await _shop.Api.Get($"{Escrows}?{query}")).Is(400, "VALIDATION_FAILED").BadFields));

    [Fact]
    public async Task Lists_of_a_party_need_an_associated_user()
    {
        var shop = await fixture.Server.OpenShopAsync();
        var id = await shop.CreateAsync();
        (await (await shop.PortalAsync()).Send("DELETE", "/api/developer/association", null)).Is(200);
        foreach (var query in new[] { "", "?role=buyer", "?role=seller" })
            (await shop.Api.Get(Escrows + query)).Is(403, "ASSOCIATION_REQUIRED");
        Assert.Equal([id], await ListAsync(shop, "?role=creator"));
        (await shop.Api.Get($"{Escrows}/{id}")).Is(200);
    }

    [Fact]
    public async Task Empty_lists_have_no_pages()
    {
        var shop = await fixture.Server.OpenShopAsync();
        Assert.Equal(
            """{"escrows":[],"pagination":{"page":1,"limit":20,"total":0,"pages":0}}""",
            (await shop.Api.Get(Escrows)).Is(200).Text);
    }

    private static async Task<List<string>> ListAsync(Shop shop, string query) =>
        [.. (await shop.Api.Get(Escrows + query)).Is(200).At("escrows").EnumerateArray()
            .Select(escrow => escrow.GetProperty("id").GetString()!)];
}
