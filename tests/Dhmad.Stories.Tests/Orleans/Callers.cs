using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Dhmad.Stories.Tests.Orleans;

/// <summary>
/// Clients that create escrows, read them, open a session for each and cancel them, one request after another. Every
/// second one creates without an idempotency key; nothing may fail.
/// </summary>
internal sealed class Callers : IAsyncDisposable
{
    private const int Reads = 3;
    private const string Buyer = "guest@example.tn";

    private static readonly string Song = JsonSerializer.Serialize(
        new { title = "Song", amount = 10, mode = "instant", buyerEmail = Buyer });

    private readonly HttpClient client;
    private readonly string sessionToPay;
    private readonly CancellationTokenSource over = new();
    private readonly ConcurrentQueue<string> failed = new();
    private readonly Task callers;
    private int answered;
    private int created;

    public Callers(Merchant merchant, string url, int many)
    {
        sessionToPay = merchant.SessionFor("accept_pay", Buyer);
        client = new HttpClient { BaseAddress = new Uri(url) };
        client.DefaultRequestHeaders.Authorization = merchant.Authorization;
        callers = Task.WhenAll(Enumerable.Range(0, many).Select(caller => Task.Run(() => CallAsync(caller % 2 == 0))));
    }

    /// <summary>
    /// How many requests were answered as they should be, how many of them created an escrow, and what became of others.
    /// </summary>
    public async Task<(int Answered, int Created, IReadOnlyCollection<string> Failed)> StopAsync()
    {
        await over.CancelAsync();
        await callers;
        return (answered, created, failed);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        client.Dispose();
        over.Dispose();
    }

    private async Task CallAsync(bool isKeyed)
    {
        while (!over.IsCancellationRequested)
        {
            if (await CallAsync(HttpMethod.Post, "", Song, isKeyed) is not { } answer) continue;
            Interlocked.Increment(ref created);
            var id = answer.GetProperty("escrow").GetProperty("id").GetString();
            for (var read = 0; read < Reads; read++) await CallAsync(HttpMethod.Get, $"/{id}");
            await CallAsync(HttpMethod.Post, $"/{id}/sessions", sessionToPay, isKeyed: true);
            await CallAsync(HttpMethod.Post, $"/{id}/cancel", isKeyed: true);
        }
    }

    /// <returns>Null when it failed.</returns>
    private async Task<JsonElement?> CallAsync(HttpMethod method, string path, string? body = null, bool isKeyed = false)
    {
        var waited = Stopwatch.StartNew();
        try
        {
            using var request = new HttpRequestMessage(method, $"/api/v1/escrows{path}");
            if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            if (isKeyed) request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
            using var answer = await client.SendAsync(request);
            var text = await answer.Content.ReadAsStringAsync();
            if (answer.IsSuccessStatusCode)
            {
                Interlocked.Increment(ref answered);
                return JsonElement.Parse(text);
            }

            failed.Enqueue($"{method} {path} after {waited.ElapsedMilliseconds} ms: {(int)answer.StatusCode} {text}");
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or TaskCanceledException)
        {
            failed.Enqueue($"{method} {path} after {waited.ElapsedMilliseconds} ms: {failure.Message}");
        }

        return null;
    }
}
