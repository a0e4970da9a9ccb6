namespace Dhmad.Api.Tests;

/// <summary>The first check: path and method.</summary>
[Collection(SharedServer.Name)]
public class RouteTests(ServerFixture fixture)
{
    private const string SomeId = "66d4a1f09b3c5e7a2f1d8c40";

    private readonly ApiServer _server = fixture.Server;

    [Theory]
    [InlineData("/api")]
    [InlineData("/api/")]
    [InlineData("/api/v1")]
    [InlineData("/api/v2/escrows")]
    [InlineData("/api/v1/escrow")]
    [InlineData("/api/v1/escrows/" + SomeId + "/contract")]
    [InlineData("/api/v1/escrows/" + SomeId + "/proof")]
    [InlineData("/api/v1/escrows/" + SomeId + "/deliver/now")]
    [InlineData("/api/v1/sandbox/clock")]
    [InlineData("/api/v1/charges")]
    [InlineData("/api/v1/%2e%2e/escrows/%FF%C0")]
    [InlineData("/api/developer/nothing")]
    [InlineData("/api/operator/queue")]
    public async Task A_path_that_is_not_served_is_not_found(string path)
    {
        foreach (var client in new[] { _server.Stranger(), fixture.Shop.Api })
        {
            var answer = (await client.Get(path)).Is(404, "ROUTE_NOT_FOUND");
            Assert.Equal("Not Found", answer.At("error").GetString());
            Assert.NotNull(answer.Header("X-Request-Id"));
            Assert.NotNull(answer.Header("X-RateLimit-Limit"));
        }
    }

    [Theory]
    [InlineData("DELETE", "/api/v1/escrows", "GET, POST")]
    [InlineData("PATCH", "/api/v1/escrows/" + SomeId, "GET, PUT")]
    [InlineData("GET", "/api/v1/escrows/" + SomeId + "/deliver", "POST")]
    [InlineData("OPTIONS", "/api/v1/me", "GET")]
    [InlineData("QUERY", "/api/v1/rules", "GET")]
    [InlineData("PUT", "/api/developer/token", "DELETE, POST")]
    [InlineData("POST", "/developer/signature", "GET, PUT")]
    public async Task A_method_that_a_path_does_not_have_is_not_allowed(string method, string path, string allow)
    {
        var answer = (await _server.Stranger().Send(method, path, null)).Is(405, "METHOD_NOT_ALLOWED");
        Assert.Equal(allow.Split(", "), answer.Allow.Order(StringComparer.Ordinal));
        Assert.Equal("Method Not Allowed", answer.At("error").GetString());
    }

    [Fact]
    public async Task Nobody_else_s_path_answers_in_the_error_shape_too() =>
        Assert.Equal("ROUTE_NOT_FOUND", (await _server.Stranger().Get("/nothing/here")).Is(404, "ROUTE_NOT_FOUND").Code);

    [Fact]
    public async Task A_head_request_is_answered_without_a_body()
    {
        var answer = await _server.Stranger().Send("HEAD", "/api/v1/rules", null as string);
        Assert.Equal(405, answer.Status);
        Assert.Empty(answer.Bytes);
    }

    [Fact]
    public async Task Health_tells_whether_it_lives_and_whether_it_can_serve()
    {
        await using var server = await ApiServer.StartAsync();
        Assert.Equal("live", (await server.Stranger().Get("/health/live")).Is(200).At("status").GetString());
        Assert.Equal("ready", (await server.Stranger().Get("/health/ready")).Is(200).At("status").GetString());

        server.Faults.IsAway = true;
        (await server.Stranger().Get("/health/live")).Is(200);
        (await server.Stranger().Get("/health/ready")).Is(503, "UNAVAILABLE");

        server.Faults.IsAway = false;
        (await server.Stranger().Get("/health/ready")).Is(200);
    }

    [Fact]
    public async Task Every_answer_has_a_request_id_of_its_own()
    {
        string[] paths = ["/api/v1/rules", "/api/nothing", "/health/live", "/explorer/index.html", "/nothing"];
        var ids = new HashSet<string>();
        foreach (var path in paths)
            Assert.True(ids.Add((await _server.Stranger().Get(path)).Header("X-Request-Id")!));
        Assert.All(ids, id => Assert.True(Guid.TryParseExact(id, "D", out _)));
    }

    [Fact]
    public async Task There_are_no_cors_headers()
    {
        var answer = await _server.With("Origin", "https://elsewhere.example").Get("/api/v1/rules");
        Assert.DoesNotContain(
            answer.Headers, header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
    }
}
