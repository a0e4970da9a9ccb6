using System.Net;
using Dhmad.Domain;
using Dhmad.Silo.Telemetry;
using Dhmad.Testing;

namespace Dhmad.Api.Tests.Telemetry;

/// <summary><c>/metrics</c>: who may read it, and that its numbers follow what is done.</summary>
public sealed class MetricsPageTests
{
    private const string Token = "aTokenOfSixteenOrMore1";

    private static readonly DhmadSettings Open = ApiServer.Unhurried with
    {
        Telemetry = new TelemetrySettings { Metrics = true },
    };

    [Fact]
    public async Task It_is_not_there_unless_it_is_switched_on()
    {
        await using var server = await ApiServer.StartAsync();
        using var http = new HttpClient();
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(new Uri(server.Address, "/metrics"))).StatusCode);
    }

    [Theory]
    [InlineData(null, 401)]
    [InlineData("Bearer", 401)]
    [InlineData("Bearer ", 401)]
    [InlineData("Bearer aTokenOfSixteenOrMore", 401)]
    [InlineData("Bearer aTokenOfSixteenOrMore12", 401)]
    [InlineData("Basic aTokenOfSixteenOrMore1", 401)]
    [InlineData("Bearer aTokenOfSixteenOrMore1", 200)]
    public async Task With_a_token_set_nobody_reads_it_without(string? authorization, int status)
    {
        var settings = Open with { Telemetry = Open.Telemetry with { MetricsToken = Token } };
        await using var server = await ApiServer.StartAsync(settings);
        using var http = new HttpClient();
        if (authorization is not null) http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);
        using var answer = await http.GetAsync(new Uri(server.Address, "/metrics"));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(status == 200, text.Contains("# TYPE", StringComparison.Ordinal));
        Assert.Equal(status == 401, answer.Headers.WwwAuthenticate.Count == 1);
    }

    [Fact]
    public async Task Its_numbers_follow_what_is_done()
    {
        await using var server = await ApiServer.StartAsync(Open);
        var shop = await server.OpenShopAsync();
        var before = await ReadAsync(server);
        Assert.Equal(0, before["dhmad_money_held{currency=\"TND\"}"]);

        await shop.CreateAsync();
        var paid = await shop.PaidAsync();
        var held = await ReadAsync(server);
        Assert.Equal(100_000, held["dhmad_money_held{currency=\"TND\"}"]);
        Assert.Equal((1, 1), (held["dhmad_escrows_open{funded=\"true\"}"], held["dhmad_escrows_open{funded=\"false\"}"]));
        Assert.Equal(2, held["http_server_request_duration_seconds_count{http_request_method=\"POST\",http_response_status_code=\"201\",http_route=\"/api/v1/escrows\",network_protocol_version=\"1.1\",url_scheme=\"http\"}"]);
        Assert.True(held["dhmad_commits_total{outcome=\"done\"}"] >= 3);
        Assert.True(held["dhmad_grains_active"] > 0);

        (await shop.Api.Post($"/api/v1/escrows/{paid}/deliver")).Is(200);
        await shop.ActAsync(paid, "complete", shop.Buyer);
        var released = await ReadAsync(server);
        Assert.Equal(0, released["dhmad_money_held{currency=\"TND\"}"]);
        Assert.Equal(0, released["dhmad_escrows_open{funded=\"true\"}"]);
        Assert.Equal(0, released["dhmad_outbox_events"]);
    }

    [Fact]
    public async Task Whoever_asks_for_health_is_no_request_that_is_counted()
    {
        await using var server = await ApiServer.StartAsync(Open);
        using var http = new HttpClient { BaseAddress = server.Address };
        (await http.GetAsync("/health/live")).EnsureSuccessStatusCode();
        server.Faults.IsAway = true;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await http.GetAsync("/health/ready")).StatusCode);
        server.Faults.IsAway = false;
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync("/api/v1/me")).StatusCode);
        var page = await http.GetStringAsync("/metrics");
        Assert.Contains("http_route=\"/api/v1/me\"", page);
        Assert.DoesNotContain("http_route=\"/health", page);
    }

    [Fact]
    public async Task Gauges_are_read_from_the_database_no_oftener_than_every_few_seconds()
    {
        await using var server = await ApiServer.StartAsync(Open);
        var shop = await server.OpenShopAsync();
        await ReadAsync(server);
        await shop.CreateAsync();
        Assert.Equal(0, (await ReadAsync(server, isLater: false))["dhmad_escrows_open{funded=\"false\"}"]);
        Assert.Equal(1, (await ReadAsync(server))["dhmad_escrows_open{funded=\"false\"}"]);
    }

    [Fact]
    public async Task While_the_database_is_away_the_rest_is_told()
    {
        await using var server = await ApiServer.StartAsync(Open);
        server.Faults.IsAway = true;
        await ReadAsync(server);
        var page = await ReadAsync(server);
        Assert.DoesNotContain("dhmad_money_held", page.Types.Keys);
        Assert.Contains("dhmad_grains_active", page.Types.Keys);
        server.Faults.IsAway = false;
        Assert.Contains("dhmad_money_held", (await ReadAsync(server)).Types.Keys);
        var told = server.Logs.Lines.Where(line => line.Contains("reading the gauges", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, told.Count);
        Assert.All(told, line => Assert.DoesNotContain('\n', line));
    }

    /// <param name="isLater">Whether the gauges may have been read before, and are old by now.</param>
    private static async Task<Exposition> ReadAsync(ApiServer server, bool isLater = true)
    {
        await DhmadCluster.Eventually(() => server.Get<Embedded.EmbeddedGrains>().IsQuiet);

        // A first reading loads code, and what takes long is repeated the more rarely.
        if (isLater) server.Time.Advance(Gauges.KeptFor * 100);
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(server.Address, "/metrics"));
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        return Exposition.Read(await answer.Content.ReadAsStringAsync());
    }
}
