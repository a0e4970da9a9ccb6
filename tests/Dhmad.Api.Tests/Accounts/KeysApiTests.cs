
namespace Dhmad.Api.Tests.Accounts;

[Collection(SharedServer.Name)]
public sealed class KeysApiTests(ServerFixture fixture)
{
    private const string Path = "/api/developer/keys";

    [Fact]
    public async Task A_key_lives_from_its_creation_to_its_deletion()
    {
        await using var server = await ApiServer.StartAsync();
        var shop = await server.OpenShopAsync();
        var developer = await shop.PortalAsync();
        var made = await developer.Post(
            Path, """{"name":" Shop ","expiresAt":"2026-09-02T08:30:00+01:00","rateLimit":7,"metadata":{"appName":"Velo"}}""");
        Assert.Equal(201, made.Status);
        Assert.Equal(["message", "apiKey", "key"], made.Json.EnumerateObject().Select(member => member.Name));
        Assert.Equal(("Shop", "2026-09-02T07:30:00.000Z", 7, "Velo"),
            (made.At("apiKey.name").GetString(), made.At("apiKey.expiresAt").GetString(), made.At("apiKey.rateLimit").GetInt32(), made.At("apiKey.metadata.appName").GetString()));
        var (id, key) = (made.At("apiKey.id").GetString()!, server.With("Authorization", $"Bearer {made.At("key").GetString()}"));
        var me = await key.Get("/api/v1/me");
        Assert.Equal((200, "7"), (me.Status, me.Header("X-RateLimit-Limit")));

        var changed = await developer.Put($"{Path}/{id.ToUpperInvariant()}", """{"name":"Till","isActive":false}""");
        Assert.Equal((200, "Till", false), (changed.Status, changed.At("apiKey.name").GetString(), changed.At("apiKey.isActive").GetBoolean()));
        Assert.Equal((401, "INVALID_API_KEY"), await StatusAsync(key));
        await developer.Put($"{Path}/{id}", """{"isActive":true}""");
        Assert.Equal(200, (await key.Get("/api/v1/me")).Status);

        var again = await developer.Post($"{Path}/{id}/regenerate");
        Assert.Equal((200, id), (again.Status, again.At("apiKey.id").GetString()));
        Assert.Equal((401, "INVALID_API_KEY"), await StatusAsync(key));
        key = server.With("Authorization", $"Bearer {again.At("key").GetString()}");
        Assert.Equal(200, (await key.Get("/api/v1/me")).Status);

        Assert.Equal(200, (await developer.Send("DELETE", $"{Path}/{id}", null)).Status);
        Assert.Equal((401, "INVALID_API_KEY"), await StatusAsync(key));
        var gone = await developer.Send("DELETE", $"{Path}/{id}", null);
        Assert.Equal((404, "API_KEY_NOT_FOUND", "API key not found"), (gone.Status, gone.Code, gone.At("error").GetString()));
        Assert.Equal(1, (await developer.Get(Path)).At("apiKeys").GetArrayLength());
    }

    [Fact]
    public async Task A_repeat_with_the_same_idempotency_key_shows_the_same_key_and_makes_no_second()
    {
        var server = fixture.Server;
        var shop = await server.OpenShopAsync();
        var developer = await shop.PortalAsync();
        var first = await developer.And("Idempotency-Key", "k").Post(Path, """{"name":"Shop"}""");
        var second = await developer.And("Idempotency-Key", "k").Post(Path, """{"name":"Shop"}""");
        Assert.Equal(first.Bytes, second.Bytes);
        Assert.Equal("true", second.Header("Idempotency-Replayed"));
        Assert.Equal((422, "IDEMPOTENCY_KEY_REUSED"), Outcome(await developer.And("Idempotency-Key", "k").Post(Path, """{"name":"Other"}""")));
        Assert.Equal(2, (await developer.Get(Path)).At("apiKeys").GetArrayLength());

        var id = first.At("apiKey.id").GetString();
        var made = await developer.And("Idempotency-Key", "r").Post($"{Path}/{id}/regenerate", null);
        Assert.Equal(made.Bytes, (await developer.And("Idempotency-Key", "r").Post($"{Path}/{id}/regenerate", null)).Bytes);
        Assert.Equal(200, (await server.With("Authorization", $"Bearer {made.At("key").GetString()}").Get("/api/v1/me")).Status);
    }

    [Fact]
    public async Task A_key_that_others_regenerate_meanwhile_is_found()
    {
        const int callers = 12;
        var shop = await fixture.Server.OpenShopAsync();
        var developer = await shop.PortalAsync();
        var id = (await developer.Post(Path, """{"name":"Shop"}""")).Is(201).At("apiKey.id").GetString();
        var regenerating = Enumerable.Range(0, callers).Select(_ => developer.Post($"{Path}/{id}/regenerate")).ToList();
        var changing = Enumerable.Range(0, callers)
            .Select(_ => developer.Put($"{Path}/{id}", """{"name":"Till"}""")).ToList();
        var made = await Task.WhenAll(regenerating);
        Assert.All(made.Concat(await Task.WhenAll(changing)), answer => answer.Is(200));

        var alive = 0;
        foreach (var answer in made)
        {
            var key = fixture.Server.With("X-API-Key", answer.At("key").GetString()!);
            if ((await key.Get("/api/v1/me")).Status == 200) alive++;
        }

        Assert.Equal(1, alive);
        var deleted = await Task.WhenAll(Enumerable.Range(0, callers)
            .Select(at => at % 2 == 0
                ? developer.Send("DELETE", $"{Path}/{id}", null)
                : developer.Post($"{Path}/{id}/regenerate")));
        Assert.Single(deleted.Where((answer, at) => at % 2 == 0), answer => answer.Status == 200);
    }

    [Fact]
    public async Task The_twenty_first_key_is_refused()
    {
        var server = fixture.Server;
        var shop = await server.OpenShopAsync();
        var developer = await shop.PortalAsync();
        for (var i = 1; i < 20; i++) Assert.Equal(201, (await developer.Post(Path, $$"""{"name":"Key {{i}}"}""")).Status);
        Assert.Equal((400, "API_KEY_LIMIT_REACHED"), Outcome(await developer.Post(Path, """{"name":"One more"}""")));
    }

    [Fact]
    public async Task Another_developers_key_does_not_exist()
    {
        var server = fixture.Server;
        var shop = await server.OpenShopAsync();
        var stranger = await (await server.OpenShopAsync()).PortalAsync();
        var id = (await shop.Api.Get("/api/v1/me")).At("apiKey.id").GetString();
        Assert.Equal((404, "API_KEY_NOT_FOUND"), Outcome(await stranger.Put($"{Path}/{id}", """{"isActive":false}""")));
        Assert.Equal((404, "API_KEY_NOT_FOUND"), Outcome(await stranger.Post($"{Path}/{id}/regenerate")));
        Assert.Equal((404, "API_KEY_NOT_FOUND"), Outcome(await stranger.Send("DELETE", $"{Path}/{id}", null)));
        Assert.Equal(200, (await shop.Api.Get("/api/v1/me")).Status);
        var malformed = await stranger.Send("DELETE", $"{Path}/none", null);
        Assert.Equal((400, "INVALID_ID", "Invalid API key ID"), (malformed.Status, malformed.Code, malformed.At("error").GetString()));
    }

    [Theory]
    [InlineData("{}", "name")]
    [InlineData("""{"name":" "}""", "name")]
    [InlineData("""{"name":12,"expiresAt":"tomorrow","rateLimit":0,"metadata":[]}""", "expiresAt", "metadata", "name", "rateLimit")]
    [InlineData("""{"name":"a\nb","expiresAt":"2026-09-02T08:30:00","rateLimit":10001}""", "expiresAt", "name", "rateLimit")]
    [InlineData("""{"name":"a\u0000b","rateLimit":1.5,"metadata":{"a":1}}""", "metadata.a", "name", "rateLimit")]
    public async Task Bad_fields_are_named_together_and_make_nothing(string body, params string[] fields)
    {
        await using var server = await ApiServer.StartAsync();
        var shop = await server.OpenShopAsync();
        var developer = await shop.PortalAsync();
        var answer = await developer.Post(Path, body);
        Assert.Equal((400, "VALIDATION_FAILED"), Outcome(answer));
        Assert.Equal(fields, answer.BadFields.Order(StringComparer.Ordinal));
        Assert.Equal(1, (await developer.Get(Path)).At("apiKeys").GetArrayLength());
    }

    [Fact]
    public async Task A_name_of_a_hundred_hostile_characters_is_kept_as_it_is()
    {
        var server = fixture.Server;
        var shop = await server.OpenShopAsync();
        var developer = await shop.PortalAsync();
        var name = ("'; DROP TABLE api_keys; -- <b>🙂</b> \u202Eسوق " + new string('x', 100))[..100];
        var made = await developer.Post(Path, JsonSerializer.Serialize(new { name }));
        Assert.Equal(name, made.At("apiKey.name").GetString());
        Assert.Equal((400, "VALIDATION_FAILED"), Outcome(await developer.Post(Path, JsonSerializer.Serialize(new { name = name + "x" }))));
    }

    private static (int Status, string? Code) Outcome(Answer answer) => (answer.Status, answer.Code);

    private static async Task<(int Status, string? Code)> StatusAsync(ApiClient key) => Outcome(await key.Get("/api/v1/me"));
}
