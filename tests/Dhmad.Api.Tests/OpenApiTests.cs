using System.Text;
using System.Text.RegularExpressions;
using Dhmad.Api.Http;
using Dhmad.Domain;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;

namespace Dhmad.Api.Tests;

/// <summary>The OpenAPI document and the explorer that shows it.</summary>
[Collection(SharedServer.Name)]
public partial class OpenApiTests(ServerFixture fixture)
{
    private readonly ApiServer _server = fixture.Server;

    [Fact]
    public async Task The_document_is_valid_openapi_3_1()
    {
        var answer = (await _server.Stranger().Get("/openapi/v1.json")).Is(200);
        Assert.StartsWith("3.1.", answer.At("openapi").GetString(), StringComparison.Ordinal);
        using var stream = new MemoryStream(answer.Bytes);
        var read = OpenApiDocument.Load(stream, "json");
        Assert.Empty(read.Diagnostic!.Errors);
        Assert.Equal("http://localhost:5080", answer.At("servers")[0].GetProperty("url").GetString());
    }

    [Fact]
    public void It_lists_exactly_the_calls_that_are_served()
    {
        var served = _server.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(route => IsApi(route.RoutePattern.RawText!))
            .SelectMany(route => route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
                .Select(method => $"{method} {route.RoutePattern.RawText}"))
            .Order(StringComparer.Ordinal);
        Assert.Equal(served, _server.Documented.Operations.Order(StringComparer.Ordinal));
    }

    /// <summary>The list of http.md, but for what comes later: contract and proof files, replay and log, operators, clocks.</summary>
    [Fact]
    public void It_lists_every_call_of_the_specification()
    {
        string[] promised =
        [
            "GET /api/v1/me", "GET /api/v1/balance", "GET /api/v1/rules", "POST /api/v1/escrows", "GET /api/v1/escrows",
            "GET /api/v1/escrows/{id}", "PUT /api/v1/escrows/{id}", "GET /api/v1/escrows/{id}/events",
            "POST /api/v1/escrows/{id}/deliver", "POST /api/v1/escrows/{id}/reject-delivery",
            "POST /api/v1/escrows/{id}/cancel", "POST /api/v1/escrows/{id}/sessions", "GET /api/v1/escrows/{id}/sessions",
            "GET /api/v1/sessions/{sessionId}", "POST /api/v1/sessions/{sessionId}/cancel",
            "GET /api/v1/sandbox/inbox", "POST /api/v1/sandbox/top-up", "POST /api/v1/sandbox/scenario",
            "GET /api/developer/signature", "PUT /api/developer/signature", "GET /developer/signature",
            "PUT /developer/signature", "POST /api/developer/token", "DELETE /api/developer/token",
            "GET /api/developer/keys", "POST /api/developer/keys", "PUT /api/developer/keys/{id}",
            "DELETE /api/developer/keys/{id}", "POST /api/developer/keys/{id}/regenerate", "GET /api/developer/settings",
            "PUT /api/developer/settings", "GET /api/developer/association", "POST /api/developer/association",
            "DELETE /api/developer/association",
            "POST /api/developer/webhooks", "GET /api/developer/webhooks", "GET /api/developer/webhooks/{id}",
            "PUT /api/developer/webhooks/{id}", "DELETE /api/developer/webhooks/{id}",
            "POST /api/developer/webhooks/{id}/regenerate-secret",
        ];
        Assert.Empty(promised.Except(_server.Documented.Operations));
    }

    [Fact]
    public async Task Every_call_says_its_credential_and_every_operation_has_a_name_of_its_own()
    {
        var document = (await _server.Stranger().Get("/openapi/v1.json")).Json;
        var names = new HashSet<string>();
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        foreach (var operation in path.Value.EnumerateObject().Select(one => one.Value))
        {
            Assert.True(names.Add(operation.GetProperty("operationId").GetString()!));
            Assert.NotEmpty(operation.GetProperty("summary").GetString()!);
            Assert.NotEmpty(operation.GetProperty("responses").GetProperty("429").GetProperty("description").GetString()!);
            var asked = operation.TryGetProperty("security", out var security)
                ? security.EnumerateArray().SelectMany(one => one.EnumerateObject()).Select(one => one.Name)
                : [];
            Assert.Equal(
                path.Name switch
                {
                    "/api/v1/rules" => [],
                    _ when operation.GetProperty("operationId").GetString() == "createDeveloperToken" => [],
                    _ when path.Name.StartsWith("/api/v1", StringComparison.Ordinal) => ["apiKeyAsBearer", "apiKeyAsHeader"],
                    _ => ["developerToken"],
                },
                asked);
        }
    }

    /// <summary>A code is a refusal of the doors, or one of the table with the table's status.</summary>
    [Fact]
    public async Task Statuses_agree_with_the_table_of_rules()
    {
        var refusals = (await _server.Stranger().Get("/api/v1/rules")).Is(200).At("refusals").EnumerateArray().ToList();
        Assert.NotEmpty(refusals);
        Assert.All(refusals, one => Assert.Equal(
            one.GetProperty("http").GetInt32(), Problems.StatusOf(one.GetProperty("code").GetString()!)));
    }

    [Fact]
    public async Task The_explorer_takes_everything_from_our_own_origin()
    {
        var page = await _server.Stranger().Get("/explorer/index.html");
        Assert.Equal(200, page.Status);
        var policy = page.Header("Content-Security-Policy")!;
        Assert.Contains("default-src 'none'", policy);
        Assert.Contains("script-src 'self';", policy);
        Assert.DoesNotContain("http", policy);
        Assert.DoesNotContain("<script>", page.Text);
        foreach (Match asset in Asset().Matches(page.Text))
        {
            var path = new Uri(new Uri(_server.Address, "/explorer/index.html"), asset.Groups[1].Value);
            Assert.Equal(_server.Address.Authority, path.Authority);
            Assert.Equal(200, (await _server.Stranger().Get(path.PathAndQuery)).Status);
        }

        Assert.Contains(
            "/openapi/v1.json", Encoding.UTF8.GetString((await _server.Stranger().Get("/explorer/index.js")).Bytes));
        Assert.Equal(301, (await _server.Stranger().Get("/explorer")).Status);
    }

    [Theory]
    [InlineData("POST", "/explorer")]
    [InlineData("PUT", "/explorer/")]
    [InlineData("DELETE", "/explorer/index.html")]
    [InlineData("QUERY", "/explorer/index.js")]
    [InlineData("POST", "/explorer/swagger-ui.css")]
    public async Task The_explorer_is_only_looked_at(string method, string path)
    {
        var answer = (await _server.Stranger().Send(method, path, null)).Is(405, "METHOD_NOT_ALLOWED");
        Assert.Equal(["GET", "HEAD"], answer.Allow.Order(StringComparer.Ordinal));
        Assert.NotNull(answer.Header("X-Request-Id"));
        Assert.NotEqual(405, (await _server.Stranger().Send("HEAD", path, null)).Status);
    }

    [Theory]
    [InlineData("GET", "/explorer/nothing")]
    [InlineData("POST", "/explorer/nothing")]
    [InlineData("POST", "/explorer/nothing/index.html")]
    [InlineData("POST", "/explorers")]
    public async Task The_explorer_has_no_other_paths(string method, string path) =>
        (await _server.Stranger().Send(method, path, null)).Is(404, "ROUTE_NOT_FOUND");

    /// <summary>Every code that any source file can answer with is documented for some call, or belongs to no call at all.</summary>
    [Fact]
    public void Every_code_of_the_table_is_documented_somewhere()
    {
        var documented = _server.Documented.Codes.ToHashSet();
        string[] pagesAndOperatorsOnly =
        [
            "TERMS_CHANGED", "PHONE_NOT_VERIFIED", "RAIL_NOT_AVAILABLE", "INSUFFICIENT_BALANCE", "CHALLENGE_FAILED",
            "PAYMENT_DECLINED",
        ];
        Assert.Empty(RefusalCodes.All.Select(code => code.Code).Except(documented).Except(pagesAndOperatorsOnly));
    }

    private static bool IsApi(string path) =>
        path.StartsWith("/api", StringComparison.Ordinal) || path.StartsWith("/developer", StringComparison.Ordinal);

    [GeneratedRegex("(?:src|href)=\"([^\"]+)\"")]
    private static partial Regex Asset();
}
