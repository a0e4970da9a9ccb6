using System.Globalization;
using Dhmad.Domain;

namespace Dhmad.Api.Tests;

/// <summary>The sliding window of 60 seconds, exactly, and what its headers say.</summary>
public sealed class RateLimitTests : IAsyncLifetime
{
    private const string Rules = "/api/v1/rules";
    private const string Me = "/api/v1/me";
    private const int Limit = 5;

    private ApiServer _server = null!;

    public async Task InitializeAsync() => _server = await ApiServer.StartAsync(
        new DhmadSettings { RateLimit = new RateLimitSettings { PerMinute = Limit } });

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task The_headers_count_down_and_the_window_slides()
    {
        var shop = await _server.OpenShopAsync();
        var start = _server.Time.GetUtcNow();
        for (var number = 1; number <= Limit; number++)
        {
            var answer = (await shop.Api.Get(Me)).Is(200);
            Tells(answer, remaining: Limit - number, reset: start.AddSeconds(60));
            Assert.Null(answer.Header("Retry-After"));
            _server.Time.Advance(TimeSpan.FromSeconds(10));
        }

        // 50 s after the first request; it leaves in 10 s.
        var refused = (await shop.Api.Get(Me)).Is(429, "RATE_LIMITED");
        Tells(refused, remaining: 0, reset: start.AddSeconds(60));
        Assert.Equal("10", refused.Header("Retry-After"));
        Assert.Equal(10, refused.At("retryAfter").GetInt32());
        Assert.Equal("Too Many Requests", refused.At("error").GetString());

        _server.Time.Advance(TimeSpan.FromMilliseconds(9_999));
        Assert.Equal("1", (await shop.Api.Get(Me)).Is(429, "RATE_LIMITED").Header("Retry-After"));

        _server.Time.Advance(TimeSpan.FromMilliseconds(1));
        Tells((await shop.Api.Get(Me)).Is(200), remaining: 0, reset: start.AddSeconds(70));
        (await shop.Api.Get(Me)).Is(429, "RATE_LIMITED");
    }

    [Fact]
    public async Task Refused_requests_are_not_counted()
    {
        var shop = await _server.OpenShopAsync();
        for (var number = 0; number < Limit; number++) (await shop.Api.Get(Me)).Is(200);
        for (var number = 0; number < 20; number++) (await shop.Api.Get(Me)).Is(429, "RATE_LIMITED");
        _server.Time.Advance(TimeSpan.FromSeconds(60));
        for (var number = 0; number < Limit; number++) (await shop.Api.Get(Me)).Is(200);
    }

    [Fact]
    public async Task Other_refusals_are_counted_but_those_before_the_count_are_not()
    {
        var shop = await _server.OpenShopAsync();
        (await shop.Api.Post("/api/v1/escrows")).Is(400, "VALIDATION_FAILED");
        (await shop.Api.Get("/api/v1/escrows/xyz")).Is(400, "INVALID_ID");
        var start = _server.Time.GetUtcNow();
        foreach (var _ in Enumerable.Range(0, 3))
        {
            Tells((await shop.Api.Get("/api/v1/nothing")).Is(404, "ROUTE_NOT_FOUND"), Limit - 2, start.AddSeconds(60));
            Tells((await shop.Api.Send("PUT", Me, "{}")).Is(405, "METHOD_NOT_ALLOWED"), Limit - 2, start.AddSeconds(60));
            var tooLarge = await shop.Api.Send("POST", "/api/v1/escrows", new byte[300_000], null);
            Tells(tooLarge.Is(413, "PAYLOAD_TOO_LARGE"), Limit - 2, start.AddSeconds(60));
        }
    }

    [Fact]
    public async Task Too_many_requests_win_over_a_bad_credential()
    {
        for (var number = 0; number < Limit; number++) (await _server.Stranger().Get(Me)).Is(401, "MISSING_API_KEY");
        (await _server.Stranger().Get(Me)).Is(429, "RATE_LIMITED");
        (await _server.With("X-API-Key", "nonsense").Get(Me)).Is(429, "RATE_LIMITED");
        (await _server.Stranger().Get(Rules)).Is(429, "RATE_LIMITED");
        (await (await _server.OpenShopAsync()).Api.Get(Me)).Is(200);
    }

    [Fact]
    public async Task Keys_of_one_developer_are_counted_apart_and_a_key_may_have_a_limit_of_its_own()
    {
        var shop = await _server.OpenShopAsync();
        var portal = await shop.PortalAsync();
        var made = (await portal.Post("/api/developer/keys", new { name = "Small", rateLimit = 2 })).Is(201);
        var small = _server.With("X-API-Key", made.At("key").GetString()!);
        Assert.Equal("2", (await small.Get(Me)).Is(200).Header("X-RateLimit-Limit"));
        (await small.Get(Me)).Is(200);
        (await small.Get(Me)).Is(429, "RATE_LIMITED");
        (await shop.Api.Get(Me)).Is(200);
    }

    [Fact]
    public async Task Tokens_of_one_developer_are_counted_together()
    {
        var shop = await _server.OpenShopAsync();
        var portal = await shop.PortalAsync();
        var second = (await _server.Stranger().Post(
            "/api/developer/token", new { email = shop.DeveloperEmail, password = shop.Password })).Is(201);
        var other = _server.With("Authorization", $"Bearer {second.At("token").GetString()}");
        for (var number = 0; number < Limit; number++)
            (await (number % 2 == 0 ? portal : other).Get("/api/developer/keys")).Is(200);
        (await portal.Get("/api/developer/keys")).Is(429, "RATE_LIMITED");
        (await other.Get("/developer/signature")).Is(429, "RATE_LIMITED");
    }

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.8", false)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7", true)]
    public async Task Strangers_are_counted_by_address_which_a_trusted_proxy_may_tell(string one, string other, bool same)
    {
        await using var server = await ApiServer.StartAsync(new DhmadSettings
        {
            RateLimit = new RateLimitSettings { PerMinute = 1 },
            TrustedProxies = ["127.0.0.1"],
        });
        (await server.With("X-Forwarded-For", one).Get(Rules)).Is(200);
        (await server.With("X-Forwarded-For", one).Get(Rules)).Is(429, "RATE_LIMITED");
        var second = await server.With("X-Forwarded-For", other).Get(Rules);
        Assert.Equal(same ? 429 : 200, second.Status);
    }

    [Fact]
    public async Task Forwarded_addresses_of_anybody_else_are_not_believed()
    {
        for (var number = 0; number < Limit; number++)
            (await _server.With("X-Forwarded-For", $"203.0.113.{number}").Get(Rules)).Is(200);
        (await _server.With("X-Forwarded-For", "203.0.113.99").Get(Rules)).Is(429, "RATE_LIMITED");
    }

    private static void Tells(Answer answer, int remaining, DateTimeOffset reset)
    {
        Assert.Equal($"{Limit}", answer.Header("X-RateLimit-Limit"));
        Assert.Equal(remaining.ToString(CultureInfo.InvariantCulture), answer.Header("X-RateLimit-Remaining"));
        Assert.Equal(Instant.Text(reset), answer.Header("X-RateLimit-Reset"));
    }
}
