using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Dhmad.Stories.Tests.Orleans;

/// <summary>Clients that create escrows and read them, one request after another, and take no failure as an answer.</summary>
internal sealed class Callers : IAsyncDisposable
{
    private static readonly string Song = JsonSerializer.Serialize(
        new { title = "Song", amount = 10, mode = "instant", buyerEmail = "guest@example.tn" });

    private readonly HttpClient client;
    private readonly CancellationTokenSource over = new();
    private readonly ConcurrentQueue<string> failed = new();
    private readonly Task callers;
    private int answered;

    public Callers(Merchant merchant, string url, int many)
    {
        client = new HttpClient { BaseAddress = new Uri(url) };
        client.DefaultRequestHeaders.Authorization = merchant.Authorization;
        callers = Task.WhenAll(Enumerable.Range(0, many).Select(_ => Task.Run(CallAsync)));
    }

    /// <summary>How many requests were answered as they should be, and what became of the others.</summary>
    public async Task<(int Answered, IReadOnlyCollection<string> Failed)> StopAsync()
    {
        await over.CancelAsync();
        await callers;
        return (answered, failed);
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
            using var body = new StringContent(Song, Encoding.UTF8, "application/json");
            var made = await CallAsync("create", () => client.PostAsync("/api/v1/escrows", body));
            if (made is not { } answer) continue;
            var id = answer.GetProperty("escrow").GetProperty("id").GetString();
            for (var read = 0; read < 3; read++) await CallAsync("read", () => client.GetAsync($"/api/v1/escrows/{id}"));
        }
    }

    private async Task<JsonElement?> CallAsync(string what, Func<Task<HttpResponseMessage>> call)
    {
        var waited = Stopwatch.StartNew();
        try
        {
            using var answer = await call();
            var text = await answer.Content.ReadAsStringAsync();
            if (answer.IsSuccessStatusCode)
            {
                Interlocked.Increment(ref answered);
                return JsonElement.Parse(text);
            }

            failed.Enqueue($"{what} after {waited.ElapsedMilliseconds} ms: {(int)answer.StatusCode} {text}");
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or TaskCanceledException)
        {
            failed.Enqueue($"{what} after {waited.ElapsedMilliseconds} ms: {failure.Message}");
        }

        return null;
    }
}
