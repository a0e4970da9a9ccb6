using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dhmad.Testing;

namespace Dhmad.Stories.Tests;

/// <summary>
/// A whole life with everything switched on that tells of it, at the most talkative level: logs, traces and figures get
/// to whoever watches, and nothing that is secret or personal is in them.
/// </summary>
public sealed class WatchedTests : IAsyncLifetime
{
    private const string Terms = "One cargo bike, ultramarine, with the dent in the left pedal";
    private const string Card = "4242424242424242";
    private const string Buyer = "salma.planted@example.tn";
    private const string MetricsToken = "plantedTokenOfMetrics0123";
    private const string WrongPassword = "planted-Wrong-password-1";
    private const string WrongKey = "sk_sandbox_planted0wrong0key0planted0wrong0key";

    /// <summary>What shows a server who somebody is, or leads to whom a code was mailed.</summary>
    private static readonly string[] SecretCookies = ["dhmad_code", "dhmad_user", "dhmad_visitor"];

    private readonly ConcurrentBag<string> codes = [];
    private readonly ConcurrentBag<string> sessions = [];
    private readonly ConcurrentBag<string> cookies = [];
    private Receiver collector = null!;
    private Server server = null!;

    public async Task InitializeAsync()
    {
        collector = await Receiver.StartAsync();
        server = new Server(
            await Deployment.MakeAsync(),
            ("Logging__LogLevel__Default", "Trace"),
            ("Dhmad__Logs__Json", "true"),
            ("Dhmad__Sandbox__Seed", "false"),
            ("Dhmad__Telemetry__OtlpEndpoint", collector.Url),
            ("Dhmad__Telemetry__Metrics", "true"),
            ("Dhmad__Telemetry__MetricsToken", MetricsToken),
            ("OTEL_BSP_SCHEDULE_DELAY", "100"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "200"));
        await server.StartAsync();
    }

    public async Task DisposeAsync()
    {
        server.Dispose();
        await collector.DisposeAsync();
    }

    [Fact]
    public async Task Whoever_watches_sees_what_happens_and_nothing_that_is_secret_or_personal()
    {
        var made = await server.CommandAsync("seed", "--json");
        var seed = JsonElement.Parse(made.Output);
        using var merchant = new Merchant(server.Url, made.Output);
        var escrow = await LiveAsync(merchant);
        var secrets = await IntegrateAsync(seed);
        Assert.NotEmpty(sessions);
        await DeliveredAsync(seed);
        await DhmadCluster.Eventually(() => Exported("/v1/traces").Contains("webhook attempt", StringComparison.Ordinal));
        await DhmadCluster.Eventually(
            () => Exported("/v1/metrics").Contains("dhmad.webhook.attempts", StringComparison.Ordinal));
        var page = await MetricsAsync();

        // It is seen.
        Assert.Contains(escrow, Exported("/v1/traces"));
        Assert.Contains("POST /api/v1/escrows/{id}/deliver", Exported("/v1/traces"));
        Assert.Contains("IEscrowGrain/Take", Exported("/v1/traces"));
        Assert.Contains("dhmad_commits_total{outcome=\"done\"}", page);
        var lines = server.Output.Where(line => line.StartsWith('{')).Select(line => JsonElement.Parse(line)).ToList();
        Assert.NotEmpty(lines);
        Assert.Contains(lines, line => line.GetProperty("Scopes").GetRawText().Contains("TraceId", StringComparison.Ordinal));

        // And nothing else is.
        var told = new Dictionary<string, string>
        {
            ["logs"] = string.Join('\n', server.Output),
            ["traces"] = Exported("/v1/traces"),
            ["exported metrics"] = Exported("/v1/metrics"),
            ["/metrics"] = page,
        };
        foreach (var (where, text) in told)
        {
            foreach (var planted in Planted(seed).Concat(secrets).Concat(sessions).Concat(cookies))
                Assert.False(text.Contains(planted, StringComparison.OrdinalIgnoreCase), $"{planted} is in the {where}");
            foreach (var code in codes)
                Assert.False(Regex.IsMatch(text, $"(?<![0-9a-f.]){code}(?![0-9a-f])"), $"code {code} is in the {where}");
        }
    }

    /// <summary>A standard escrow from its creation to its end, by API and pages; returns its id.</summary>
    private async Task<string> LiveAsync(Merchant merchant)
    {
        using var seller = new Browser(server.Url);
        using var buyer = new Browser(server.Url);
        await seller.SignInAsync(merchant.Seller, () => CodeAsync(merchant, merchant.Seller));
        await buyer.SignInAsync(Buyer, () => CodeAsync(merchant, Buyer));
        var escrow = await merchant.CreateAsync(JsonSerializer.Serialize(new
        {
            title = "Planted bike", amount = 480, buyerEmail = Buyer, estimatedDeliveryDays = 4, contractTerms = Terms,
        }));
        await ActAsync(seller, "sign_contract", merchant.Seller, ("fullName", "Planted Seller"), ("agree", "yes"));
        await ActAsync(buyer, "sign_contract", Buyer, ("fullName", "Planted Buyer"), ("agree", "yes"));
        await ActAsync(
            buyer, "accept_pay", Buyer, ("rail", "sandbox_card"), ("cardNumber", Card), ("cardExpiry", "12/40"),
            ("cardCvc", "123"), ("confirm", "yes"));
        await DhmadCluster.Eventually(async () => await merchant.StatusAsync(escrow) == "paid");
        await merchant.DeliverAsync(escrow);
        await ActAsync(buyer, "complete", Buyer, ("confirm", "yes"));
        Assert.Equal("completed", await merchant.StatusAsync(escrow));
        Assert.All(SecretCookies, name => Assert.Contains(buyer.Cookies, cookie => cookie.Name == name));
        foreach (var (name, value) in seller.Cookies.Concat(buyer.Cookies))
        {
            if (SecretCookies.Contains(name)) cookies.Add(value);
        }

        return escrow;

        async Task ActAsync(Browser person, string action, string email, params (string, string)[] fields)
        {
            var session = await merchant.OpenSessionAsync(escrow, action, email);

            // Whoever has a session's link has the session.
            sessions.Add(new Uri(session).Segments[^1]);
            Assert.Equal(303, await person.SubmitAsync(session, fields));
        }
    }

    private async Task<string> CodeAsync(Merchant merchant, string email)
    {
        var code = await merchant.CodeAsync(email);
        codes.Add(code);
        return code;
    }

    /// <summary>What a developer does besides, right and wrong; returns the secrets that were shown.</summary>
    private async Task<IReadOnlyList<string>> IntegrateAsync(JsonElement seed)
    {
        using var http = new HttpClient { BaseAddress = new Uri(server.Url) };
        var developer = seed.GetProperty("developer");
        var email = developer.GetProperty("email").GetString()!;
        var wrong = await http.PostAsJsonAsync("/api/developer/token", new { email, password = WrongPassword });
        Assert.Equal(401, (int)wrong.StatusCode);
        using var broken = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/escrows?planted={WrongKey}")
        {
            Content = new StringContent("{\"planted\": " + WrongPassword, Encoding.UTF8, "application/json"),
        };
        broken.Headers.Add("X-API-Key", WrongKey);
        Assert.Equal(401, (int)(await http.SendAsync(broken)).StatusCode);

        var password = developer.GetProperty("password").GetString();
        var token = (await ReadAsync(http.PostAsJsonAsync("/api/developer/token", new { email, password })))
            .GetProperty("token").GetString()!;
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        var webhook = await ReadAsync(http.PostAsJsonAsync(
            "/api/developer/webhooks", new { url = collector.Url + "/hooks/planted-path?planted-query=1" }));
        var secret = webhook.GetProperty("webhook").GetProperty("secret").GetString()!;
        return [token, secret, webhook.GetProperty("webhook").GetProperty("standardSecret").GetString()!];
    }

    private static async Task<JsonElement> ReadAsync(Task<HttpResponseMessage> sent)
    {
        var answer = await sent;
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonElement.Parse(text);
    }

    /// <summary>Waits until the developer's catcher got the last event.</summary>
    private async Task DeliveredAsync(JsonElement seed)
    {
        using var http = new HttpClient();
        var catcher = seed.GetProperty("webhook").GetProperty("url").GetString();
        await DhmadCluster.Eventually(async () =>
            (await http.GetStringAsync(new Uri(catcher!))).Contains("\\\"status\\\":\\\"completed\\\"", StringComparison.Ordinal));
    }

    private async Task<string> MetricsAsync()
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", MetricsToken);
        return await http.GetStringAsync(new Uri(server.Url + "/metrics"));
    }

    /// <summary>What came to the collector as protobuf, in which strings are as they are.</summary>
    private string Exported(string path)
    {
        var sent = collector.Requests.Where(request => request.Path == path).ToList();
        Assert.All(sent, request => Assert.Equal("application/x-protobuf", request.Headers["Content-Type"]));
        return string.Join('\n', sent.Select(request => request.Text));
    }

    private static IEnumerable<string> Planted(JsonElement seed)
    {
        string[] planted = ["planted", Terms, Card, Buyer, MetricsToken, WrongPassword, WrongKey, "Trabelsi", "dhmad_user="];
        var developer = seed.GetProperty("developer");
        return
        [
            .. planted,
            seed.GetProperty("apiKey").GetString()!,
            developer.GetProperty("email").GetString()!,
            developer.GetProperty("password").GetString()!,
            seed.GetProperty("associatedUser").GetProperty("email").GetString()!,
            new Uri(seed.GetProperty("webhook").GetProperty("url").GetString()!).Segments[^1],
            seed.GetProperty("webhook").GetProperty("secret").GetString()!,
        ];
    }
}
