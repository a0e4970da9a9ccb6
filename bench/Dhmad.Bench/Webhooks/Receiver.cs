using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dhmad.Bench.Webhooks;

/// <summary>
/// What a merchant runs: it answers each delivery at once, and remembers how long its event was on the way. A process of
/// its own.
/// </summary>
public static class Receiver
{
    public const string Hook = "/hook";
    public const string Told = "/told";

    private static readonly Lock Gate = new();
    private static readonly List<double> Delays = [];
    private static long last;

    public static async Task<int> RunAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        await using var app = builder.Build();
        app.MapGet("/health/ready", () => Results.Ok());
        app.MapPost(Hook, ReceiveAsync);
        app.MapGet(Told, Tell);
        await app.RunAsync();
        return 0;
    }

    private static async Task<IResult> ReceiveAsync(HttpRequest request)
    {
        using var body = await JsonDocument.ParseAsync(request.Body);
        var delay = (DateTimeOffset.UtcNow - body.RootElement.GetProperty("timestamp").GetDateTimeOffset())
            .TotalMilliseconds;
        lock (Gate)
        {
            Delays.Add(delay);
            last = Stopwatch.GetTimestamp();
        }

        return Results.Ok();
    }

    private static Received Tell(bool forget)
    {
        lock (Gate)
        {
            var delays = Delays.Order().ToArray();
            var received = new Received(
                delays.Length,
                delays.Length == 0 ? 0 : delays[delays.Length / 2],
                delays.Length == 0 ? 0 : delays[(int)(delays.Length * 0.99)],
                delays.Length == 0 ? 0 : Stopwatch.GetElapsedTime(last).TotalSeconds);
            if (forget) Delays.Clear();
            return received;
        }
    }
}

/// <summary>What came since it was forgotten.</summary>
/// <param name="P50">Milliseconds from the event to its receiver.</param>
/// <param name="P99">Milliseconds.</param>
/// <param name="Quiet">Seconds since the last one.</param>
public sealed record Received(int Count, double P50, double P99, double Quiet);
