using Dhmad.Domain;

namespace Dhmad.Api.Tests;

/// <summary>The first failing check answers: each request here fails two or more of them, and the earlier one wins.</summary>
public sealed class OrderOfChecksTests : IAsyncLifetime
{
    private const string Unknown = "66d4a1f09b3c5e7a2f1d8c40";
    private const string Escrows = "/api/v1/escrows";
    private const int Limit = 40;

    private static readonly byte[] Huge = new byte[300_000];
    private static readonly byte[] Nonsense = "nonsense"u8.ToArray();

    private ApiServer _server = null!;
    private Shop _shop = null!;

    public async Task InitializeAsync()
    {
        _server = await ApiServer.StartAsync(
            new DhmadSettings { RateLimit = new RateLimitSettings { PerMinute = Limit } });
        _shop = await _server.OpenShopAsync();
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Route_and_method_come_before_the_body_s_size()
    {
        (await _server.Stranger().Send("POST", "/api/v1/nothing", Huge, null)).Is(404, "ROUTE_NOT_FOUND");
        (await _server.Stranger().Send("DELETE", Escrows, Huge, null)).Is(405, "METHOD_NOT_ALLOWED");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_body_s_size_comes_before_the_credential(bool isChunked)
    {
        (await _server.Stranger().Send("POST", Escrows, Huge, null, isChunked)).Is(413, "PAYLOAD_TOO_LARGE");
        (await _server.Stranger().Send("PUT", $"{Escrows}/x", Huge, "text/plain", isChunked)).Is(413, "PAYLOAD_TOO_LARGE");
    }

    [Fact]
    public async Task The_body_s_size_comes_before_the_rate_limit()
    {
        await ExhaustAsync(_server.Stranger());
        (await _server.Stranger().Send("POST", Escrows, Huge, null)).Is(413, "PAYLOAD_TOO_LARGE");
        (await _server.Stranger().Send("POST", Escrows, Nonsense, null)).Is(429, "RATE_LIMITED");
    }

    [Fact]
    public async Task The_rate_limit_comes_before_the_content_type()
    {
        await ExhaustAsync(_shop.Api);
        (await _shop.Api.Send("POST", Escrows, Nonsense, "text/plain")).Is(429, "RATE_LIMITED");
    }

    [Fact]
    public async Task The_credential_comes_before_the_content_type()
    {
        (await _server.Stranger().Send("POST", Escrows, Nonsense, "text/plain")).Is(401, "MISSING_API_KEY");
        (await _server.Stranger().And("Idempotency-Key", "").Post(Escrows)).Is(401, "MISSING_API_KEY");
    }

    [Fact]
    public async Task The_content_type_comes_before_the_idempotency_key() =>
        (await _shop.Api.And("Idempotency-Key", "").Send("POST", Escrows, Nonsense, "text/plain"))
            .Is(415, "UNSUPPORTED_MEDIA_TYPE");

    [Fact]
    public async Task The_idempotency_key_comes_before_path_ids() =>
        (await _shop.Api.And("Idempotency-Key", "").Send("POST", $"{Escrows}/xyz/deliver", Nonsense, null))
            .Is(400, "IDEMPOTENCY_KEY_INVALID");

    [Fact]
    public async Task Path_ids_come_before_the_body()
    {
        (await _shop.Api.Send("POST", $"{Escrows}/xyz/sessions", Nonsense, null)).Is(400, "INVALID_ID");
        (await _shop.Api.Send("PUT", $"{Escrows}/xyz", Nonsense, null)).Is(400, "INVALID_ID");
    }

    [Fact]
    public async Task The_body_and_the_query_come_before_the_thing()
    {
        (await _shop.Api.Post($"{Escrows}/{Unknown}/sessions", "{}")).Is(400, "VALIDATION_FAILED");
        (await _shop.Api.Put($"{Escrows}/{Unknown}", """{ "amount": -1 }""")).Is(400, "VALIDATION_FAILED");
        (await _shop.Api.Get($"{Escrows}/{Unknown}/events?after=x")).Is(400, "VALIDATION_FAILED");
        (await _shop.Api.Get($"{Escrows}/{Unknown}/sessions?cursor=x")).Is(400, "VALIDATION_FAILED");
    }

    private static async Task ExhaustAsync(ApiClient client)
    {
        for (var number = 0; number < Limit; number++) await client.Get("/api/v1/me");
        (await client.Get("/api/v1/me")).Is(429, "RATE_LIMITED");
    }
}
