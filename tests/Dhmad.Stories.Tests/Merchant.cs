using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Dhmad.Stories.Tests;

/// <summary>A merchant's server: API calls with an idempotency key each, repeated until the outcome is known.</summary>
public sealed class Merchant : IDisposable
{
    private readonly HttpClient client;
    private readonly string url;
    private readonly string redirectUrl;

    public Merchant(string url, string seed, HttpMessageHandler? way = null)
    {
        client = new HttpClient(way ?? new HttpClientHandler());
        this.url = url;
        using var made = JsonDocument.Parse(seed);
        var root = made.RootElement;
        Seller = root.GetProperty("associatedUser").GetProperty("email").GetString()!;
        redirectUrl = root.GetProperty("redirectUrl").GetString()!;
        client.DefaultRequestHeaders.Authorization = new("Bearer", root.GetProperty("apiKey").GetString());
    }

    /// <summary>The associated user, who sells.</summary>
    public string Seller { get; }

    /// <summary>How it says who it is.</summary>
    public AuthenticationHeaderValue Authorization => client.DefaultRequestHeaders.Authorization!;

    /// <summary>Creates an escrow; returns its id.</summary>
    public async Task<string> CreateAsync(string body) =>
        (await PostAsync("/api/v1/escrows", body, 201)).GetProperty("escrow").GetProperty("id").GetString()!;

    /// <summary>Opens a checkout session; returns the page's address.</summary>
    public async Task<string> OpenSessionAsync(string escrowId, string action, string target) =>
        (await PostAsync(
            $"/api/v1/escrows/{escrowId}/sessions",
            SessionFor(action, target),
            201)).GetProperty("url").GetString()!;

    /// <summary>The body that opens a session.</summary>
    public string SessionFor(string action, string target) =>
        JsonSerializer.Serialize(new { action, targetUserEmail = target, redirectUrl });

    public async Task DeliverAsync(string escrowId) => await PostAsync($"/api/v1/escrows/{escrowId}/deliver", "", 200);

    public async Task CancelAsync(string escrowId) => await PostAsync($"/api/v1/escrows/{escrowId}/cancel", "", 200);

    public async Task<string> StatusAsync(string escrowId) =>
        (await GetAsync($"/api/v1/escrows/{escrowId}")).GetProperty("escrow").GetProperty("status").GetString()!;

    /// <summary>How many escrows the merchant has.</summary>
    public async Task<int> CountAsync() =>
        (await GetAsync("/api/v1/escrows?limit=1")).GetProperty("pagination").GetProperty("total").GetInt32();

    /// <summary>What the associated user can spend, in TND.</summary>
    public async Task<decimal> AvailableAsync() =>
        (await GetAsync("/api/v1/balance")).GetProperty("balance").GetProperty("available").GetDecimal();

    /// <summary>The sign-in code mailed last to an address.</summary>
    public async Task<string> CodeAsync(string email) =>
        (await GetAsync($"/api/v1/sandbox/inbox?limit=1&to={Uri.EscapeDataString(email)}"))
            .GetProperty("mails")[0].GetProperty("code").GetString()!;

    public void Dispose() => client.Dispose();

    private async Task<JsonElement> PostAsync(string path, string body, int status)
    {
        var key = Guid.NewGuid().ToString();
        using var answer = await Patience.SendAsync(client, () =>
        {
            var request = new HttpRequestMessage(HttpMethod.Post, url + path);
            request.Headers.Add("Idempotency-Key", key);
            if (body.Length > 0) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            return request;
        });
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True((int)answer.StatusCode == status, $"POST {path} answered {(int)answer.StatusCode}: {text}");
        return JsonElement.Parse(text);
    }

    private async Task<JsonElement> GetAsync(string path)
    {
        using var answer = await Patience.SendAsync(client, () => new HttpRequestMessage(HttpMethod.Get, url + path));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"GET {path} answered {(int)answer.StatusCode}: {text}");
        return JsonElement.Parse(text);
    }
}
