using System.Text;
using Dhmad.Domain;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Webhooks;
using Dhmad.Storage;

namespace Dhmad.Api.Tests.Webhooks;

/// <summary>Managing endpoints with a developer token: every call, every code.</summary>
[Collection(SharedServer.Name)]
public sealed class WebhookTests(ServerFixture fixture)
{
    private const string Webhooks = "/api/developer/webhooks";
    private const string Unknown = Webhooks + "/66d4a1f09b3c5e7a2f1d8c40";

    private readonly ApiServer _server = fixture.Server;

    [Fact]
    public async Task A_new_endpoint_is_answered_with_its_secret_once()
    {
        var portal = await PortalAsync();
        var created = (await portal.Post(Webhooks, """{"url":"https://shop.tn/hooks?a=1","events":["contract.signed","escrow.created"]}""")).Is(201);

        var webhook = created.At("webhook");
        Assert.Equal(
            ["id", "url", "secret", "standardSecret", "events", "isActive", "createdAt"],
            webhook.EnumerateObject().Select(member => member.Name));
        var secret = webhook.GetProperty("secret").GetString()!;
        Assert.Matches("^[0-9a-f]{64}$", secret);
        Assert.Equal(WebhookSignature.StandardSecret(secret), webhook.GetProperty("standardSecret").GetString());

        var read = (await portal.Get($"{Webhooks}/{webhook.GetProperty("id").GetString()!.ToUpperInvariant()}")).Is(200);
        var now = Instant.Text(_server.Time.GetUtcNow());
        Assert.Equal(
            $$$"""{"webhook":{"id":"{{{webhook.GetProperty("id")}}}","url":"https://shop.tn/hooks?a=1","events":["contract.signed","escrow.created"],"isActive":true,"lastTriggeredAt":null,"lastResponseStatus":null,"failureCount":0,"createdAt":"{{{now}}}","updatedAt":"{{{now}}}","pausedAt":null,"disabledReason":null}}""",
            read.Text);
    }

    [Fact]
    public async Task Without_events_it_hears_status_changes_and_the_list_is_oldest_first()
    {
        var portal = await PortalAsync();
        _server.Time.Advance(TimeSpan.FromMilliseconds(1));
        var first = await CreateAsync(portal, "https://one.tn/");
        _server.Time.Advance(TimeSpan.FromMilliseconds(1));
        var second = await CreateAsync(portal, "https://two.tn/");

        // A new developer of a sandbox has a catcher already.
        var list = (await portal.Get(Webhooks)).Is(200).At("webhooks").EnumerateArray().Skip(1).ToList();
        Assert.Equal([first, second], list.Select(one => one.GetProperty("id").GetString()!));
        Assert.All(list, one => Assert.Equal("[\"escrow.status.updated\"]", one.GetProperty("events").GetRawText()));
    }

    [Theory]
    [InlineData("{}", "url")]
    [InlineData("""{"url":null}""", "url")]
    [InlineData("""{"url":""}""", "url")]
    [InlineData("""{"url":12}""", "url")]
    [InlineData("""{"url":"https://a.tn/\u0000"}""", "url")]
    [InlineData("""{"url":"https://a.tn","events":[]}""", "events")]
    [InlineData("""{"url":"https://a.tn","events":"escrow.created"}""", "events")]
    [InlineData("""{"url":"https://a.tn","events":["escrow.created","escrow.created"]}""", "events[1]")]
    [InlineData("""{"url":"https://a.tn","events":["escrow.created","escrow.*","paid",7,null]}""", "events[1] events[2] events[3] events[4]")]
    [InlineData("""{"events":["*"]}""", "url events[0]")]
    public async Task All_bad_fields_are_named_and_nothing_is_made(string body, string bad)
    {
        var portal = await PortalAsync();
        var before = await _server.CountRowsAsync();
        var answer = (await portal.Post(Webhooks, body)).Is(400, "VALIDATION_FAILED");
        Assert.Equal(bad.Split(' '), answer.BadFields);
        Assert.Equal(before, await _server.CountRowsAsync());
    }

    [Theory]
    [InlineData("shop.tn/hooks")]
    [InlineData("ftp://shop.tn/hooks")]
    [InlineData("https://user:pass@shop.tn/hooks")]
    [InlineData("https://shop.tn/hooks#part")]
    [InlineData("https://")]
    [InlineData("javascript:alert(1)")]
    [InlineData("https://shop.tn\\\\@evil.tn/")]
    public async Task What_is_no_such_URL_is_refused_on_creation_and_change(string url)
    {
        var portal = await PortalAsync();
        var id = await CreateAsync(portal);
        var created = (await portal.Post(Webhooks, $$"""{"url":"{{url}}"}""")).Is(400, "WEBHOOK_URL_INVALID");
        Assert.Equal("Invalid URL format", created.At("error").GetString());
        (await portal.Put($"{Webhooks}/{id}", $$"""{"url":"{{url}}","isActive":false}""")).Is(400, "WEBHOOK_URL_INVALID");
        Assert.True((await portal.Get($"{Webhooks}/{id}")).At("webhook.isActive").GetBoolean());
    }

    [Fact]
    public async Task A_URL_has_at_most_2048_characters()
    {
        var portal = await PortalAsync();
        var longest = "https://shop.tn/" + new string('a', 2048 - 16);
        await CreateAsync(portal, longest);
        (await portal.Post(Webhooks, new { url = longest + "a" })).Is(400, "WEBHOOK_URL_INVALID");
    }

    [Fact]
    public async Task A_developer_has_at_most_ten()
    {
        var portal = await PortalAsync();
        for (var i = 1; i < 10; i++) await CreateAsync(portal);
        var refused = (await portal.Post(Webhooks, new { url = "https://shop.tn/" })).Is(400, "WEBHOOK_LIMIT_REACHED");
        Assert.Equal("Maximum 10 webhooks allowed per developer", refused.At("error").GetString());

        var id = (await portal.Get(Webhooks)).Json.GetProperty("webhooks")[5].GetProperty("id").GetString();
        (await portal.Send("DELETE", $"{Webhooks}/{id}", null)).Is(200);
        await CreateAsync(portal);
    }

    [Fact]
    public async Task A_repeat_with_the_same_idempotency_key_makes_nothing_and_shows_the_same_secret()
    {
        var portal = (await PortalAsync()).And("Idempotency-Key", "webhook-1");
        var body = """{"url":"https://shop.tn/once"}""";
        var first = (await portal.Post(Webhooks, body)).Is(201);
        var again = (await portal.Post(Webhooks, body)).Is(201);

        Assert.Equal(first.Bytes, again.Bytes);
        Assert.Equal("true", again.Header("Idempotency-Replayed"));
        Assert.Equal(2, (await portal.Get(Webhooks)).At("webhooks").GetArrayLength());
        (await portal.Post(Webhooks, """{"url":"https://shop.tn/other"}""")).Is(422, "IDEMPOTENCY_KEY_REUSED");

        var secret = Encoding.UTF8.GetBytes(first.At("webhook.secret").GetString()!);
        var kept = await _server.Get<Database>().ReadAsync(
            work => work.ListAsync<byte[]>("SELECT body FROM idempotency_keys WHERE key = 'webhook-1'"), default);
        Assert.Equal(-1, Assert.Single(kept).AsSpan().IndexOf(secret));
    }

    [Fact]
    public async Task A_renewed_secret_is_repeated_with_its_key_too()
    {
        var portal = await PortalAsync();
        var path = $"{Webhooks}/{await CreateAsync(portal)}/regenerate-secret";
        var keyed = portal.And("Idempotency-Key", "renew-1");
        var first = (await keyed.Post(path, """{"overlapHours":1}""")).Is(200);
        Assert.Equal(first.Bytes, (await keyed.Post(path, """{"overlapHours":1}""")).Is(200).Bytes);
        Assert.NotEqual(first.At("secret").GetString(), (await portal.Post(path)).Is(200).At("secret").GetString());
    }

    [Fact]
    public async Task A_change_touches_only_what_it_names()
    {
        var portal = await PortalAsync();
        var path = $"{Webhooks}/{await CreateAsync(portal, "https://old.tn/")}";

        var moved = (await portal.Put(path, """{"url":"https://new.tn/","events":null,"color":"red"}""")).Is(200);
        Assert.Equal(("https://new.tn/", true), (moved.At("webhook.url").GetString(), moved.At("webhook.isActive").GetBoolean()));
        Assert.NotEmpty(moved.At("message").GetString()!);
        var other = (await portal.Put(path, """{"events":["contract.signed"],"isActive":false}""")).Is(200);
        Assert.Equal("[\"contract.signed\"]", other.At("webhook.events").GetRawText());
        Assert.False(other.At("webhook.isActive").GetBoolean());
        Assert.Equal(JsonValueKind.Null, other.At("webhook.disabledReason").ValueKind);
        Assert.Equal(other.At("webhook").GetRawText(), (await portal.Put(path, "{}")).Is(200).At("webhook").GetRawText());
        Assert.Equal(other.At("webhook").GetRawText(), (await portal.Get(path)).Is(200).At("webhook").GetRawText());
        var bad = (await portal.Put(path, """{"url":7,"events":[],"isActive":"yes"}""")).Is(400, "VALIDATION_FAILED");
        Assert.Equal(["url", "events", "isActive"], bad.BadFields);
    }

    [Fact]
    public async Task A_new_secret_may_overlap_with_the_old_one()
    {
        var portal = await PortalAsync();
        var path = $"{Webhooks}/{await CreateAsync(portal)}/regenerate-secret";

        var alone = (await portal.Post(path)).Is(200);
        Assert.Equal(
            ["message", "secret", "standardSecret", "overlapUntil"],
            alone.Json.EnumerateObject().Select(member => member.Name));
        Assert.Equal(JsonValueKind.Null, alone.At("overlapUntil").ValueKind);
        var both = (await portal.Post(path, """{"overlapHours":168}""")).Is(200);
        Assert.Equal(Instant.Text(_server.Time.GetUtcNow().AddHours(168)), both.At("overlapUntil").GetString());
        foreach (var hours in new[] { "0", "169", "1.5", "\"1\"", "-1" })
        {
            var bad = (await portal.Post(path, $$"""{"overlapHours":{{hours}}}""")).Is(400, "VALIDATION_FAILED");
            Assert.Equal(["overlapHours"], bad.BadFields);
        }
    }

    [Fact]
    public async Task Pausing_twice_keeps_the_first_time_and_resuming_ends_it()
    {
        var portal = await PortalAsync();
        var path = $"{Webhooks}/{await CreateAsync(portal)}";
        var paused = (await portal.Post(path + "/pause")).Is(200).At("webhook.pausedAt").GetString();
        Assert.Equal(Instant.Text(_server.Time.GetUtcNow()), paused);
        Assert.Equal(paused, (await portal.Post(path + "/pause", "{}")).Is(200).At("webhook.pausedAt").GetString());
        Assert.Equal(JsonValueKind.Null, (await portal.Post(path + "/resume")).Is(200).At("webhook.pausedAt").ValueKind);
        (await portal.Post(path + "/resume")).Is(200);
    }

    [Fact]
    public async Task A_deleted_endpoint_is_gone_for_every_call()
    {
        var portal = await PortalAsync();
        var path = $"{Webhooks}/{await CreateAsync(portal)}";
        var deleted = (await portal.Send("DELETE", path, null)).Is(200);
        Assert.Equal(["message"], deleted.Json.EnumerateObject().Select(member => member.Name));
        await AssertNotFoundAsync(portal, path);
    }

    [Fact]
    public async Task Unknown_endpoints_and_those_of_others_are_not_found()
    {
        var portal = await PortalAsync();
        await AssertNotFoundAsync(portal, Unknown);
        var other = await PortalAsync();
        var path = $"{Webhooks}/{await CreateAsync(other)}";
        await AssertNotFoundAsync(portal, path);
        (await other.Get(path)).Is(200);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("66d4a1f09b3c5e7a2f1d8c4")]
    [InlineData("66d4a1f09b3c5e7a2f1d8c4g")]
    [InlineData("%27%20OR%201=1%20--")]
    public async Task A_malformed_id_is_named(string id)
    {
        var portal = await PortalAsync();
        var answer = (await portal.Get($"{Webhooks}/{id}")).Is(400, "INVALID_ID");
        Assert.Equal("Invalid webhook ID", answer.At("error").GetString());
        (await portal.Post($"{Webhooks}/{id}/pause")).Is(400, "INVALID_ID");
    }

    [Fact]
    public async Task An_API_key_is_no_developer_token()
    {
        (await fixture.Shop.Api.Get(Webhooks)).Is(401, "INVALID_DEVELOPER_TOKEN");
        (await _server.Stranger().Post(Webhooks, "{}")).Is(401, "INVALID_DEVELOPER_TOKEN");
        (await _server.Stranger().Get(Unknown)).Is(401, "INVALID_DEVELOPER_TOKEN");
    }

    [Fact]
    public async Task Where_private_addresses_are_off_they_are_refused_at_once()
    {
        await using var server = await ApiServer.StartAsync(
            ApiServer.Unhurried with { Webhooks = new WebhookSettings { PrivateAddresses = false, MaxEndpoints = 2 } });
        var portal = await (await server.OpenShopAsync()).PortalAsync();
        foreach (var host in new[] { "localhost", "127.0.0.1", "10.1.2.3", "[::1]", "169.254.169.254", "api.localhost" })
            (await portal.Post(Webhooks, new { url = $"https://{host}/hooks" })).Is(400, "WEBHOOK_URL_NOT_PUBLIC");
        await CreateAsync(portal);
        var refused = (await portal.Post(Webhooks, new { url = "https://shop.tn/" })).Is(400, "WEBHOOK_LIMIT_REACHED");
        Assert.Equal("Maximum 2 webhooks allowed per developer", refused.At("error").GetString());
    }

    [Fact]
    public async Task While_the_database_is_away_the_outcome_is_unknown_and_a_repeat_works()
    {
        await using var server = await ApiServer.StartAsync();
        var portal = await (await server.OpenShopAsync()).PortalAsync();
        var path = $"{Webhooks}/{await CreateAsync(portal)}";
        (await portal.Get(path)).Is(200);
        server.Faults.IsAway = true;
        (await portal.Put(path, """{"isActive":false}""")).Is(503, "UNAVAILABLE");
        (await portal.Post(Webhooks, new { url = "https://shop.tn/" })).Is(503, "UNAVAILABLE");
        server.Faults.IsAway = false;
        Assert.True((await portal.Get(path)).Is(200).At("webhook.isActive").GetBoolean());
        Assert.False((await portal.Put(path, """{"isActive":false}""")).Is(200).At("webhook.isActive").GetBoolean());
    }

    [Fact]
    public async Task Every_event_of_the_specification_can_be_named()
    {
        var portal = await PortalAsync();
        string[] all = [.. EventTypes.Public, .. EventTypes.Extensions];
        var created = (await portal.Post(Webhooks, new { url = "https://shop.tn/", events = all })).Is(201);
        Assert.Equal(all, created.At("webhook.events").EnumerateArray().Select(name => name.GetString()!));
    }

    private static async Task AssertNotFoundAsync(ApiClient portal, string path)
    {
        Answer[] answers =
        [
            await portal.Get(path),
            await portal.Put(path, "{}"),
            await portal.Send("DELETE", path, null),
            await portal.Post(path + "/regenerate-secret"),
            await portal.Post(path + "/pause"),
            await portal.Post(path + "/resume"),
        ];
        foreach (var answer in answers)
            Assert.Equal("Webhook not found", answer.Is(404, "WEBHOOK_NOT_FOUND").At("error").GetString());
    }

    private static async Task<string> CreateAsync(ApiClient portal, string url = "https://shop.tn/hooks") =>
        (await portal.Post(Webhooks, new { url })).Is(201).At("webhook.id").GetString()!;

    /// <summary>A developer of its own for each test.</summary>
    private async Task<ApiClient> PortalAsync() => await (await _server.OpenShopAsync()).PortalAsync();
}
