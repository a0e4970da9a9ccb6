using System.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace Dhmad.Api.Telemetry;

/// <summary>
/// Says of a request's span which call it was and how it was answered. Paths and queries are not told, because some of
/// them are keys to what they lead to; the pattern of the route is.
/// </summary>
public sealed class RequestSpans(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext http) =>
        http.Features.Get<IHttpActivityFeature>()?.Activity is { IsAllDataRequested: true } span
            ? DescribeAsync(http, span)
            : next(http);

    private async Task DescribeAsync(HttpContext http, Activity span)
    {
        await next(http);
        var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        var status = http.Response.StatusCode;
        span.DisplayName = route is null ? http.Request.Method : $"{http.Request.Method} {route}";
        span.SetTag("http.request.method", http.Request.Method)
            .SetTag("http.route", route)
            .SetTag("http.response.status_code", status)
            .SetTag("dhmad.request.id", http.TraceIdentifier);
        if (status >= StatusCodes.Status500InternalServerError) span.SetStatus(ActivityStatusCode.Error);
    }
}
