using System.Text;
using Dhmad.Domain;
using Dhmad.Domain.Escrows;
using Dhmad.Storage.Webhooks;

namespace Dhmad.Api.Tests.Webhooks;

/// <summary>The receiver that every developer of a sandbox has.</summary>
[Collection(SharedServer.Name)]
public sealed class CatcherTests(ServerFixture fixture)
{
    private readonly ApiServer _server = fixture.Server;

    [Fact]
    public async Task A_delivery_is_caught_and_checks_out()
    {
        var shop = await _server.OpenShopAsync();
        var catcher = PathOf(shop);
        var url = new Uri(_server.Address, catcher);
        (await (await shop.PortalAsync()).Post("/api/developer/webhooks", new { url, events = new[] { EventTypes.Created } })).Is(201);
        var id = await shop.CreateAsync();

        var caught = (await CaughtAsync(catcher, 1))[0];

        Assert.Equal(
            ["id", "receivedAt", "headers", "body", "checks", "duplicate"],
            caught.EnumerateObject().Select(member => member.Name));
        Assert.Equal(
            """{"signature":true,"standardSignature":true,"timestamp":true,"sequence":true}""",
            caught.GetProperty("checks").GetRawText());
        Assert.False(caught.GetProperty("duplicate").GetBoolean());
        Assert.Equal("escrow.created", caught.GetProperty("headers").GetProperty("x-webhook-event").GetString());
        var body = JsonElement.Parse(caught.GetProperty("body").GetString()!);
        Assert.Equal(id, body.GetProperty("data").GetProperty("escrow").GetProperty("id").GetString());
    }

    [Fact]
    public async Task Any_request_is_caught_whatever_it_holds()
    {
        var catcher = PathOf(await _server.OpenShopAsync());
        var stranger = _server.Stranger();
        (await stranger.Send("POST", catcher, [0xFF, 0x00, 0xC3, 0xA9], "application/octet-stream")).Is(200);
        (await stranger.Send("POST", catcher, null, null)).Is(200);
        (await stranger.And("webhook-id", "x").And("webhook-timestamp", "99999999999999999999").Post(catcher, "{")).Is(200);

        var caught = await CaughtAsync(catcher, 3);
        Assert.All(caught, one => Assert.Equal(
            """{"signature":false,"standardSignature":false,"timestamp":false,"sequence":null}""",
            one.GetProperty("checks").GetRawText()));
        Assert.Equal(["{", "", "\uFFFD\0é"], caught.Select(one => one.GetProperty("body").GetString()));
    }

    [Theory]
    [InlineData(204)]
    [InlineData(302)]
    [InlineData(410)]
    [InlineData(503)]
    [InlineData(999)]
    public async Task It_answers_with_the_status_it_is_asked_for(int status)
    {
        var catcher = PathOf(await _server.OpenShopAsync());
        var answer = await _server.Stranger().Send("POST", $"{catcher}?status={status}&retryAfter=120", [], null);
        Assert.Equal((status, "120"), (answer.Status, answer.Header("Retry-After")));
        Assert.Empty(answer.Bytes);
        await CaughtAsync(catcher, 1);
    }

    [Fact]
    public async Task It_answers_as_late_as_it_is_asked_to_and_has_caught_before()
    {
        await using var server = await ApiServer.StartAsync();
        var catcher = PathOf(await server.OpenShopAsync(), server);
        var late = server.Stranger().Send("POST", catcher + "?delayMs=15000", [], null);
        while ((await server.Stranger().Get(catcher)).At("requests").GetArrayLength() == 0) Assert.False(late.IsCompleted);
        server.Time.Advance(TimeSpan.FromMilliseconds(14_999));
        Assert.False(late.IsCompleted);
        while (!late.IsCompleted)
        {
            server.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(late, server.Stranger().Get(catcher));
        }

        (await late).Is(200);
    }

    [Theory]
    [InlineData("status=99", "status")]
    [InlineData("status=1000", "status")]
    [InlineData("status=ok", "status")]
    [InlineData("status=", "status")]
    [InlineData("delayMs=15001", "delayMs")]
    [InlineData("delayMs=-1&status=1e3", "status delayMs")]
    [InlineData("retryAfter=", "retryAfter")]
    [InlineData("retryAfter=%0d%0aX-Evil:1", "retryAfter")]
    public async Task What_it_cannot_do_is_refused_and_not_caught(string query, string bad)
    {
        var catcher = PathOf(await _server.OpenShopAsync());
        var answer = (await _server.Stranger().Post($"{catcher}?{query}", "{}")).Is(400, "VALIDATION_FAILED");
        Assert.Equal(bad.Split(' '), answer.BadFields);
        await CaughtAsync(catcher, 0);
    }

    [Fact]
    public async Task More_than_256_KiB_are_refused_and_256_are_not()
    {
        var catcher = PathOf(await _server.OpenShopAsync());
        var stranger = _server.Stranger();
        (await stranger.Send("POST", catcher, new byte[256 * 1024], null)).Is(200);
        (await stranger.Send("POST", catcher, new byte[256 * 1024 + 1], null)).Is(413, "PAYLOAD_TOO_LARGE");
        (await stranger.Send("POST", catcher, new byte[256 * 1024 + 1], null, isChunked: true)).Is(413, "PAYLOAD_TOO_LARGE");
        await CaughtAsync(catcher, 1);
    }

    [Fact]
    public async Task Nobody_reads_or_writes_without_the_token()
    {
        var shop = await _server.OpenShopAsync();
        var made = $"/sandbox/hooks/{shop.DeveloperId}{new string('0', 32)}";
        foreach (var path in new[] { made, "/sandbox/hooks/x", PathOf(shop) + "0", $"/sandbox/hooks/{shop.DeveloperId}" })
        {
            (await _server.Stranger().Get(path)).Is(404, "ROUTE_NOT_FOUND");
            (await _server.Stranger().Post(path, "{}")).Is(404, "ROUTE_NOT_FOUND");
        }
    }

    [Fact]
    public async Task Late_and_repeated_deliveries_are_told_and_pages_follow_each_other()
    {
        var catcher = PathOf(await _server.OpenShopAsync());
        foreach (var (id, sequence) in new[] { ("a", 1), ("c", 3), ("b", 2), ("c", 3) })
            (await _server.Stranger().And("webhook-id", id).Post(catcher, Event(sequence))).Is(200);

        var first = (await _server.Stranger().Get(catcher + "?limit=3")).Is(200);
        var second = (await _server.Stranger().Get($"{catcher}?limit=3&cursor={first.At("nextCursor")}")).Is(200);

        var all = first.At("requests").EnumerateArray().Concat(second.At("requests").EnumerateArray());
        Assert.Equal(
            [("c", true, true), ("b", false, false), ("c", true, false), ("a", true, false)],
            all.Select(one => (
                one.GetProperty("headers").GetProperty("webhook-id").GetString()!,
                one.GetProperty("checks").GetProperty("sequence").GetBoolean(),
                one.GetProperty("duplicate").GetBoolean())));
        Assert.Equal(JsonValueKind.Null, second.At("nextCursor").ValueKind);
        (await _server.Stranger().Get(catcher + "?cursor=nonsense")).Is(400, "VALIDATION_FAILED");
    }

    [Fact]
    public async Task The_seeded_endpoint_leads_to_the_catcher_and_hears_everything()
    {
        var shop = await _server.OpenShopAsync();
        var listed = (await (await shop.PortalAsync()).Get("/api/developer/webhooks")).Is(200).At("webhooks")[0];
        Assert.Equal(new DhmadSettings().PublicUrl + PathOf(shop), listed.GetProperty("url").GetString());
        Assert.Equal(EventTypes.Subscribable.Count, listed.GetProperty("events").GetArrayLength());
    }

    private async Task<List<JsonElement>> CaughtAsync(string catcher, int count)
    {
        var deadline = DateTime.UtcNow.AddSeconds(20);
        while (true)
        {
            var caught = (await _server.Stranger().Get(catcher)).Is(200).At("requests").EnumerateArray().ToList();
            if (caught.Count == count) return caught;
            Assert.True(caught.Count < count && DateTime.UtcNow < deadline, $"{caught.Count} were caught in place of {count}");
        }
    }

    private string PathOf(Shop shop, ApiServer? server = null) =>
        "/sandbox/hooks/" + (server ?? _server).Get<CatcherStore>().TokenOf(shop.DeveloperId);

    private static string Event(int sequence) => Encoding.UTF8.GetString(new JsonText().Object()
        .Object("data").Object("escrow").Member("id", "66d4a1f09b3c5e7a2f1d8c40").Member("sequence", sequence)
        .End().End().End().ToBytes());
}
