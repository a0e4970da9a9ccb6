using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Dhmad.Bench.Memory;

/// <summary>The same few requests again and again, at a pace that a busy machine keeps: new escrows, reads, lists.</summary>
public sealed class SteadyLoad : IDisposable
{
    private const int Callers = 8;
    private const int ReadsOfOne = 19;
    private const int Kept = 100;

    /// <summary>Eighty requests a second in all, four of them commits.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    private readonly HttpClient client;
    private readonly List<string> escrows = [];
    private int count;

    private SteadyLoad(HttpClient client) => this.client = client;

    /// <summary>Requests answered so far.</summary>
    public int Count => Volatile.Read(ref count);

    /// <param name="seed">What <c>dhmad seed --json</c> printed.</param>
    public static async Task<SteadyLoad> MakeAsync(Uri server, string seed)
    {
        var client = new HttpClient { BaseAddress = server };
        client.DefaultRequestHeaders.Authorization = new("Bearer", JsonElement.Parse(seed).GetProperty("apiKey").GetString());
        var load = new SteadyLoad(client);
        while (load.escrows.Count < Kept) load.escrows.Add(await load.CreateAsync());
        return load;
    }

    public Task RunAsync(CancellationToken end) =>
        Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => RunAsync(caller, end)));

    public void Dispose() => client.Dispose();

    private async Task RunAsync(int caller, CancellationToken end)
    {
        using var pace = new PeriodicTimer(Pace);
        for (var turn = caller; !end.IsCancellationRequested; turn++)
        {
            await pace.WaitForNextTickAsync(CancellationToken.None);
            if (turn % (ReadsOfOne + 1) == 0) await CreateAsync();
            else if (turn % 2 == 0) await GetAsync($"/api/v1/escrows/{escrows[turn % Kept]}");
            else await GetAsync("/api/v1/escrows?limit=20");
        }
    }

    private async Task<string> CreateAsync()
    {
        using var answer = await client.PostAsJsonAsync(
            "/api/v1/escrows",
            new { title = "Song", amount = 10, mode = "instant", buyerEmail = "guest@example.tn" });
        Counted(answer, HttpStatusCode.Created);
        var made = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return made.GetProperty("escrow").GetProperty("id").GetString()!;
    }

    private async Task GetAsync(string path)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
        Counted(answer, HttpStatusCode.OK);
    }

    private void Counted(HttpResponseMessage answer, HttpStatusCode expected)
    {
        if (answer.StatusCode != expected) throw new InvalidOperationException($"A request was answered {answer.StatusCode}.");
        Interlocked.Increment(ref count);
    }
}
