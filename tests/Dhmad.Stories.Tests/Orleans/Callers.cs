using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Dhmad.Stories.Tests.Orleans;

/// <summary>
/// Clients that create escrows and read them, one request after another. A creation whose outcome is unknown they repeat
/// with its key, as the answer asks; nothing else may fail.
/// </summary>
internal sealed class Callers : IAsyncDisposable
{
    private const int Reads = 3;
    private const int MaxRepeats = 300;

    private static readonly string Song = JsonSerializer.Serialize(
        new { title = "Song", amount = 10, mode = "instant", buyerEmail = "guest@example.tn" });

    private readonly HttpClient client;
    private readonly CancellationTokenSource over = new();
    private readonly ConcurrentQueue<string> failed = new();
    private readonly Task callers;
    private int answered;
    private int unknown;

    public Callers(Merchant merchant, string url, int many)
    {
        client = new HttpClient { BaseAddress = new Uri(url) };
        client.DefaultRequestHeaders.Authorization = merchant.Authorization;
        callers = Task.WhenAll(Enumerable.Range(0, many).Select(_ => Task.Run(CallAsync)));
    }

    /// <summary>
    /// How many requests were answered as they should be, how many creations were unknown, and what else became of any.
    /// </summary>
    public async Task<(int Answered, int Unknown, IReadOnlyCollection<string> Failed)> StopAsync()
    {
        await over.CancelAsync();
        await callers;
        return (answered, unknown, failed);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        client.Dispose();
        over.Dispose();
    }

    private async Task CallAsync()
    {
        while (!over.IsCancellationRequested)
        {
            if (await CreateAsync() is not { } id) continue;
            for (var read = 0; read < Reads; read++)
                await CallAsync("read", () => new HttpRequestMessage(HttpMethod.Get, $"/api/v1/escrows/{id}"));
        }
    }

    private async Task<string?> CreateAsync()
    {
        var key = Guid.NewGuid().ToString();
        for (var repeat = 0; repeat < MaxRepeats; repeat++)
        {
            var (status, answer) = await CallAsync("create", () => new HttpRequestMessage(HttpMethod.Post, "/api/v1/escrows")
            {
                Headers = { { "Idempotency-Key", key } },
                Content = new StringContent(Song, Encoding.UTF8, "application/json"),
            });
            if (status == HttpStatusCode.Created) return answer.GetProperty("escrow").GetProperty("id").GetString();
            if (status is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.Conflict)) return null;
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }

        failed.Enqueue("create: its outcome stayed unknown");
        return null;
    }

    private async Task<(HttpStatusCode? Status, JsonElement Answer)> CallAsync(string what, Func<HttpRequestMessage> make)
    {
        var waited = Stopwatch.StartNew();
        try
        {
            using var request = make();
            using var answer = await client.SendAsync(request);
            var text = await answer.Content.ReadAsStringAsync();
            if (answer.IsSuccessStatusCode) Interlocked.Increment(ref answered);
            else if (request.Method == HttpMethod.Post && IsUnknown(text)) Interlocked.Increment(ref unknown);
            else failed.Enqueue($"{what} after {waited.ElapsedMilliseconds} ms: {(int)answer.StatusCode} {text}");
            return (answer.StatusCode, JsonElement.Parse(text));
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or TaskCanceledException)
        {
            failed.Enqueue($"{what} after {waited.ElapsedMilliseconds} ms: {failure.Message}");
            return (null, default);
        }
    }

    /// <summary>The outcome is, or the first request with the key is still counted as running.</summary>
    private static bool IsUnknown(string answer) =>
        answer.Contains("\"UNAVAILABLE\"", StringComparison.Ordinal)
        || answer.Contains("\"IDEMPOTENCY_KEY_IN_PROGRESS\"", StringComparison.Ordinal);
}
