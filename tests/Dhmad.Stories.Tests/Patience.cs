using System.Diagnostics;
using System.Net;

namespace Dhmad.Stories.Tests;

/// <summary>
/// How a careful client treats an unknown outcome: the same request again, until there is an answer. A key that is still
/// claimed by a process that died is waited for.
/// </summary>
internal static class Patience
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(150);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public static async Task<HttpResponseMessage> SendAsync(HttpClient client, Func<HttpRequestMessage> request)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            var answer = await TryAsync(client, request);
            if (answer is not null) return answer;
            Assert.True(waited.Elapsed < Limit, $"No answer to {request().RequestUri}.");
            await Task.Delay(Pause);
        }
    }

    private static async Task<HttpResponseMessage?> TryAsync(HttpClient client, Func<HttpRequestMessage> request)
    {
        try
        {
            using var message = request();
            var answer = await client.SendAsync(message);
            await answer.Content.LoadIntoBufferAsync();
            if (answer.StatusCode is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests)
                && !await IsInProgressAsync(answer)) return answer;
            answer.Dispose();
            return null;
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or TaskCanceledException)
        {
            return null;
        }
    }

    private static async Task<bool> IsInProgressAsync(HttpResponseMessage answer) =>
        answer.StatusCode == HttpStatusCode.Conflict
        && (await answer.Content.ReadAsStringAsync()).Contains("IDEMPOTENCY_KEY_IN_PROGRESS", StringComparison.Ordinal);
}
