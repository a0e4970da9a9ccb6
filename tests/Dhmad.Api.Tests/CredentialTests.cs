using Dhmad.Domain;
using Dhmad.Domain.Accounts;

namespace Dhmad.Api.Tests;

/// <summary>API keys and developer tokens at the door.</summary>
[Collection(SharedServer.Name)]
public class CredentialTests(ServerFixture fixture)
{
    private const string Me = "/api/v1/me";

    private readonly ApiServer _server = fixture.Server;

    [Theory]
    [InlineData("Authorization", "Bearer ")]
    [InlineData("Authorization", "bearer ")]
    [InlineData("authorization", "BEARER   ")]
    [InlineData("X-API-Key", "")]
    [InlineData("x-api-key", "")]
    public async Task A_key_is_taken_from_either_header(string header, string before)
    {
        var shop = fixture.Shop;
        var answer = await _server.With(header, before + shop.Key).Get(Me);
        Assert.Equal(shop.DeveloperId, answer.Is(200).At("developer.id").GetString());
    }

    [Fact]
    public async Task Both_headers_with_the_same_key_are_fine()
    {
        var shop = fixture.Shop;
        (await shop.Api.And("X-API-Key", shop.Key).Get(Me)).Is(200);
    }

    [Fact]
    public async Task Both_headers_with_different_keys_conflict()
    {
        var (one, other) = (fixture.Shop, fixture.Stranger);
        (await one.Api.And("X-API-Key", other.Key).Get(Me)).Is(401, "CONFLICTING_API_KEYS");
        (await one.Api.And("X-API-Key", "nonsense").Get(Me)).Is(401, "CONFLICTING_API_KEYS");
        (await _server.With("Authorization", "Basic abc").And("X-API-Key", one.Key).Get(Me)).Is(401, "CONFLICTING_API_KEYS");
    }

    [Fact]
    public async Task No_header_is_a_missing_key() => (await _server.Stranger().Get(Me)).Is(401, "MISSING_API_KEY");

    [Theory]
    [InlineData("Authorization", "")]
    [InlineData("Authorization", "Bearer")]
    [InlineData("Authorization", "Bearer ")]
    [InlineData("Authorization", "Basic dXNlcjpwYXNz")]
    [InlineData("X-API-Key", "")]
    [InlineData("X-API-Key", "sk_sandbox_")]
    [InlineData("X-API-Key", "sk_sandbox_ABCDEF")]
    [InlineData("X-API-Key", "sk_test_0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("X-API-Key", "sk_sandbox_0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("X-API-Key", "sk_sandbox_000000000000000000000000000000000000000000000000000000000000000G")]
    [InlineData("X-API-Key", "sk_sandbox_00000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("X-API-Key", "' OR 1=1 --")]
    [InlineData("X-API-Key", "\u00ff\u00fe")]
    public async Task What_is_no_known_key_is_invalid(string header, string value)
    {
        var answer = (await _server.With(header, value).Get(Me)).Is(401, "INVALID_API_KEY");
        Assert.Equal("Bearer", answer.Header("WWW-Authenticate"));
        Assert.Equal("Unauthorized", answer.At("error").GetString());
    }

    [Theory]
    [InlineData("sk_live_0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("sk_live_")]
    public async Task A_key_of_the_other_environment_is_told_by_its_prefix_alone(string key)
    {
        var answer = (await _server.With("X-API-Key", key).Get(Me)).Is(401, "WRONG_ENVIRONMENT");
        Assert.Contains("sandbox", answer.At("message").GetString());
        Assert.Equal("Bearer", answer.Header("WWW-Authenticate"));
    }

    [Fact]
    public async Task Switched_off_regenerated_expired_and_deleted_keys_look_like_unknown_ones()
    {
        var shop = await _server.OpenShopAsync();
        var portal = await shop.PortalAsync();
        var unknown = await _server.With("X-API-Key", ApiKeyForm.Make(_server.Get<IdSource>(), DeploymentEnvironment.Sandbox)).Get(Me);

        foreach (var end in new Func<string, Task>[]
        {
            async id => (await portal.Put($"/api/developer/keys/{id}", new { isActive = false })).Is(200),
            async id => (await portal.Post($"/api/developer/keys/{id}/regenerate")).Is(200),
            async id => (await portal.Send("DELETE", $"/api/developer/keys/{id}", null)).Is(200),
            async id => (await portal.Put($"/api/developer/keys/{id}", new { expiresAt = Instant.Text(_server.Time.GetUtcNow()) })).Is(200),
        })
        {
            var made = (await portal.Post("/api/developer/keys", new { name = "Second" })).Is(201);
            var client = _server.With("X-API-Key", made.At("key").GetString()!);
            (await client.Get(Me)).Is(200);
            await end(made.At("apiKey.id").GetString()!);
            var refused = (await client.Get(Me)).Is(401, "INVALID_API_KEY");
            Assert.Equal(unknown.Text, refused.Text);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer dt_0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("Bearer sk_sandbox_0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("Basic x")]
    public async Task The_developer_door_asks_for_a_token(string? header)
    {
        var client = header is null ? _server.Stranger() : _server.With("Authorization", header);
        (await client.Get("/api/developer/keys")).Is(401, "INVALID_DEVELOPER_TOKEN");
    }

    [Fact]
    public async Task A_key_opens_no_developer_door_and_a_token_no_other()
    {
        var shop = fixture.Shop;
        (await shop.Api.Get("/api/developer/keys")).Is(401, "INVALID_DEVELOPER_TOKEN");
        (await (await shop.PortalAsync()).Get(Me)).Is(401, "INVALID_API_KEY");
    }

    [Fact]
    public async Task The_rules_ask_for_nothing() => (await _server.Stranger().Get("/api/v1/rules")).Is(200);
}
