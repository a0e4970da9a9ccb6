using System.Globalization;
using Dhmad.Domain;
using Dhmad.Domain.Accounts;
using Dhmad.Grains.Accounts;

namespace Dhmad.Api.Http;

/// <summary>Counts requests and tells every answer under <c>/api</c> how many are left.</summary>
public sealed class RateLimit(IGrainFactory grains)
{
    private const string LimitHeader = "X-RateLimit-Limit";
    private const string RemainingHeader = "X-RateLimit-Remaining";
    private const string ResetHeader = "X-RateLimit-Reset";

    /// <summary>Counts this request; the problem is <c>RATE_LIMITED</c>.</summary>
    public async ValueTask<Problem?> CountAsync(HttpContext http, ApiCaller caller)
    {
        var verdict = await grains.RateLimit(caller.Bucket).Count(caller.Limit);
        Tell(http.Response.Headers, verdict);
        if (verdict.Passed) return null;
        var seconds = verdict.RetryAfterSeconds;
        http.Response.Headers.RetryAfter = HeaderNumber(seconds);
        return Problems.Of("RATE_LIMITED", $"{verdict.Limit} requests a minute pass; try again in {seconds} s.") with
        {
            Extra = json => json.Member("retryAfter", seconds),
        };
    }

    /// <summary>Only tells, for requests that are refused before they are counted.</summary>
    public async ValueTask TellAsync(HttpContext http, ApiCaller caller) =>
        Tell(http.Response.Headers, await grains.RateLimit(caller.Bucket).Look(caller.Limit));

    private static void Tell(IHeaderDictionary headers, RateVerdict verdict)
    {
        headers[LimitHeader] = HeaderNumber(verdict.Limit);
        headers[RemainingHeader] = HeaderNumber(verdict.Remaining);
        headers[ResetHeader] = Instant.Text(verdict.Reset);
    }

    private static string HeaderNumber(int number) => number.ToString(CultureInfo.InvariantCulture);
}
