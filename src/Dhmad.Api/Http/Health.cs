using Dhmad.Domain;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Dhmad.Api.Http;

/// <summary>
/// Whether the process runs, and whether it can serve. Both are left out of the figures of requests: a process that
/// stands by is asked several times a second and says no, which is no failure.
/// </summary>
public static class Health
{
    public static void MapHealth(this WebApplication app)
    {
        app.MapRead("/health/live", http => Answers.WriteAsync(http.Response, Status("live"))).DisableHttpMetrics();
        app.MapRead("/health/ready", ReadyAsync).DisableHttpMetrics();
    }

    private static async Task ReadyAsync(HttpContext http)
    {
        var checks = http.RequestServices.GetRequiredService<HealthCheckService>();
        var report = await checks.CheckHealthAsync(http.RequestAborted);
        var isReady = report.Status == HealthStatus.Healthy;
        await Answers.WriteAsync(
            http.Response, isReady ? Status("ready") : Problems.Of("UNAVAILABLE", "This server is not ready."));
    }

    private static Reply Status(string word) => new JsonText().Object().Member("status", word).End();
}
