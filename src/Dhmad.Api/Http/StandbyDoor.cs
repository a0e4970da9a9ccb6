using Dhmad.Api.Pages;
using Dhmad.Silo;

namespace Dhmad.Api.Http;

/// <summary>
/// A process that stands by answers for itself and nothing else: whoever asks here is told to ask again, by
/// when this one is the active process or the question has reached the one that is.
/// </summary>
public sealed class StandbyDoor(RequestDelegate next, Standby standby, AwayAnswer away)
{
    private const string Why = "Another server has its turn, or none can serve now; nothing was done. Try again.";

    public async Task InvokeAsync(HttpContext http)
    {
        if (IsAboutItself(http.Request.Path) || await standby.MayServeAsync()) await next(http);
        else await away.WriteAsync(http, Why);
    }

    private static bool IsAboutItself(PathString path) =>
        path.StartsWithSegments("/health") || path.StartsWithSegments("/metrics");
}
