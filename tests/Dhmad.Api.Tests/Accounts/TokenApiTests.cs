
namespace Dhmad.Api.Tests.Accounts;

[Collection(SharedServer.Name)]
public sealed class TokenApiTests(ServerFixture fixture)
{
    private const string Path = "/api/developer/token";

    [Fact]
    public async Task A_password_gives_a_token_that_opens_the_door_until_it_is_ended()
    {
        await using var server = await ApiServer.StartAsync();
        var shop = await server.OpenShopAsync();
        var answer = await Open(server).Post(Path, Pair(shop.DeveloperEmail.ToUpperInvariant(), shop.Password));
        Assert.Equal(201, answer.Status);
        Assert.Matches("^dt_[0-9a-f]{64}$", answer.At("token").GetString());
        Assert.Equal("2026-09-01T20:30:00.000Z", answer.At("expiresAt").GetString());

        var developer = server.With("Authorization", $"Bearer {answer.At("token").GetString()}");
        Assert.Equal(200, (await developer.Get("/api/developer/keys")).Status);
        Assert.Equal(200, (await developer.Send("DELETE", Path, null)).Status);
        var refused = await developer.Get("/api/developer/keys");
        Assert.Equal((401, "INVALID_DEVELOPER_TOKEN", "Bearer"), (refused.Status, refused.Code, refused.Header("WWW-Authenticate")));
        Assert.Equal(401, (await developer.Send("DELETE", Path, null)).Status);
    }

    [Fact]
    public async Task Each_idempotency_key_is_ignored_so_that_no_token_is_stored()
    {
        var server = fixture.Server;
        var shop = await server.OpenShopAsync();
        var body = Pair(shop.DeveloperEmail, shop.Password);
        var one = await Open(server).And("Idempotency-Key", "k").Post(Path, body);
        var two = await Open(server).And("Idempotency-Key", "k").Post(Path, body);
        Assert.NotEqual(one.At("token").GetString(), two.At("token").GetString());
    }

    [Fact]
    public async Task A_wrong_pair_is_refused_and_after_five_the_address_waits()
    {
        await using var server = await ApiServer.StartAsync();
        var shop = await server.OpenShopAsync();
        for (var i = 0; i < 5; i++)
        {
            var wrong = await Open(server).Post(Path, Pair(shop.DeveloperEmail, "Wrong-password-1"));
            Assert.Equal((401, "INVALID_CREDENTIALS", "Unauthorized"), (wrong.Status, wrong.Code, wrong.At("error").GetString()));
        }

        var waiting = await Open(server).Post(Path, Pair(shop.DeveloperEmail, shop.Password));
        Assert.Equal((429, "RATE_LIMITED", "900", 900),
            (waiting.Status, waiting.Code, waiting.Header("Retry-After"), waiting.At("retryAfter").GetInt32()));
        server.Time.Jump(TimeSpan.FromMinutes(15));
        Assert.Equal(201, (await Open(server).Post(Path, Pair(shop.DeveloperEmail, shop.Password))).Status);
    }

    [Theory]
    [InlineData("{}", "email", "password")]
    [InlineData("""{"email":"nobody","password":12}""", "email", "password")]
    [InlineData("""{"email":"a@b.tn","password":""}""", "password")]
    [InlineData("""{"email":"a@b.tn","password":"\ud800"}""", "password")]
    [InlineData("""{"email":null,"password":"x"}""", "email")]
    public async Task Bad_fields_are_named_together(string body, params string[] fields)
    {
        var server = fixture.Server;
        var shop = await server.OpenShopAsync();
        var answer = await Open(server).Post(Path, body);
        Assert.Equal((400, "VALIDATION_FAILED"), (answer.Status, answer.Code));
        Assert.Equal(fields, answer.BadFields);
    }

    private static ApiClient Open(ApiServer server) => server.Stranger();

    private static string Pair(string email, string password) => $$"""{"email":"{{email}}","password":"{{password}}"}""";
}
