using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dhmad.Domain.Accounts;
using Dhmad.Grains.Accounts;
using Dhmad.Silo.Accounts;
using Dhmad.Testing;

namespace Dhmad.Pages.Tests.Kit;

/// <summary>A merchant's server: makes escrows and sessions over REST, and has a page that browsers come back to.</summary>
public sealed class Shop : IAsyncDisposable
{
    private readonly HttpClient api;
    private readonly Seed seed;

    private Shop(Site site, Seed seed, Receiver receiver)
    {
        (Site, this.seed, Receiver) = (site, seed, receiver);
        api = new HttpClient { BaseAddress = new Uri(site.Url) };
        api.DefaultRequestHeaders.Authorization = new("Bearer", seed.ApiKey);
    }

    public Site Site { get; }

    /// <summary>Where browsers return to.</summary>
    public Receiver Receiver { get; }

    public string ReturnUrl => Receiver.Url + "/back";

    public string DeveloperId => seed.Developer.Id;

    /// <summary>The associated user, who sells.</summary>
    public string Seller => seed.AssociatedUser.Email;

    /// <summary>A user with a full wallet.</summary>
    public string Buyer => seed.People[1].Email;

    public static async Task<Shop> OpenAsync(Site site, Seed seed)
    {
        var receiver = await Receiver.StartAsync();
        var shop = new Shop(site, seed, receiver);
        await site.Grains.Developer(seed.Developer.Id).Change(new DeveloperSettingsChange(RedirectUrls: [shop.ReturnUrl]));
        return shop;
    }

    /// <summary>An escrow sold by the associated user.</summary>
    public async Task<string> CreateAsync(
        string mode = "quick", decimal amount = 100, string? buyer = null, string title = "Cargo bike", string? policy = null)
    {
        var body = new JsonObject { ["title"] = title, ["amount"] = amount, ["mode"] = mode, ["buyerEmail"] = buyer ?? Buyer };
        if (mode != "instant") body["estimatedDeliveryDays"] = 4;
        if (mode == "standard") body["contractTerms"] = "The seller delivers.\nThe buyer pays.";
        if (policy is not null) body["fulfillmentPolicy"] = new JsonObject { ["type"] = policy };
        return (string)(await PostAsync("/api/v1/escrows", body))["escrow"]!["id"]!;
    }

    public async Task<Session> OpenAsync(string escrowId, string action, string email, string? query = null) =>
        Session.Of(await PostAsync($"/api/v1/escrows/{escrowId}/sessions", SessionBody(action, email, query)));

    /// <summary>The answer to the creation of a session, whatever it is.</summary>
    public Task<(int Status, JsonNode Body)> TryOpenAsync(string escrowId, string action, string email) =>
        TryPostAsync($"/api/v1/escrows/{escrowId}/sessions", SessionBody(action, email, null));

    public Task DeliverAsync(string escrowId) => PostAsync($"/api/v1/escrows/{escrowId}/deliver", []);

    public async Task<JsonNode> EscrowAsync(string escrowId) => (await GetAsync($"/api/v1/escrows/{escrowId}"))["escrow"]!;

    public async Task<JsonNode> SessionAsync(Session session) => (await GetAsync($"/api/v1/sessions/{session.Id}"))["session"]!;

    public async Task<decimal> BalanceAsync() => (decimal)(await GetAsync("/api/v1/balance"))["balance"]!["available"]!;

    /// <summary>From now on its page also takes webhooks, at <c>/hook</c>.</summary>
    public async Task SubscribeAsync()
    {
        var login = new JsonObject { ["email"] = seed.Developer.Email, ["password"] = seed.Password };
        var token = (string)(await PostAsync("/api/developer/token", login))["token"]!;
        using var portal = new HttpClient { BaseAddress = new Uri(Site.Url) };
        portal.DefaultRequestHeaders.Authorization = new("Bearer", token);
        using var made = await portal.PostAsJsonAsync("/api/developer/webhooks", new JsonObject { ["url"] = Receiver.Url + "/hook" });
        made.EnsureSuccessStatusCode();
    }

    public Task ChangeAsync(string escrowId, JsonObject change) => SendAsync(HttpMethod.Put, $"/api/v1/escrows/{escrowId}", change);

    public Task<HttpResponseMessage> TryCancelAsync(Session session) => api.PostAsync($"/api/v1/sessions/{session.Id}/cancel", null);

    public Task<JsonNode> PostAsync(string path, JsonObject body) => SendAsync(HttpMethod.Post, path, body);

    /// <summary>A call whose answer is looked at, whatever it is.</summary>
    public async Task<(int Status, JsonNode Body)> TryPostAsync(string path, JsonObject body)
    {
        using var answer = await api.PostAsJsonAsync(path, body);
        return ((int)answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }

    public async Task<JsonNode> GetAsync(string path) => (await api.GetFromJsonAsync<JsonNode>(path))!;

    public async ValueTask DisposeAsync()
    {
        api.Dispose();
        await Receiver.DisposeAsync();
    }

    private async Task<JsonNode> SendAsync(HttpMethod method, string path, JsonObject body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
        using var answer = await api.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{method} {path}: {(int)answer.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }

    private JsonObject SessionBody(string action, string email, string? query) =>
        new() { ["action"] = action, ["targetUserEmail"] = email, ["redirectUrl"] = ReturnUrl + query };
}

/// <summary>A checkout session as its creation answered.</summary>
public sealed record Session(string Id, string Url)
{
    public string Path => new Uri(Url).AbsolutePath;

    public static Session Of(JsonNode answer) => new((string)answer["sessionId"]!, (string)answer["url"]!);
}
