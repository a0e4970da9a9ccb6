using Dhmad.Api.Pages;

namespace Dhmad.Api.Http;

/// <summary>
/// A process without grains opens its doors before a silo has answered it. Until then nothing behind them can be asked,
/// and only its health tells so in other words.
/// </summary>
public sealed class FirstAnswer(RequestDelegate next, IHostApplicationLifetime life, AwayAnswer away)
{
    public Task InvokeAsync(HttpContext http) =>
        life.ApplicationStarted.IsCancellationRequested || http.Request.Path.StartsWithSegments("/health")
            ? next(http)
            : away.WriteAsync(http, "This server is starting; nothing was done. Try again.");
}
