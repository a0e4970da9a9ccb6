using System.Security.Cryptography;
using System.Text;
using Dhmad.Api.Http;
using Dhmad.Domain;

namespace Dhmad.Api.Telemetry;

/// <summary>
/// <c>GET /metrics</c> for a Prometheus server. It is not there unless an operator asks for it, and is meant for the
/// private network: it says how much business a deployment does.
/// </summary>
public static class MetricsPage
{
    private const string Scheme = "Bearer ";

    public static void MapMetrics(this WebApplication app, DhmadSettings settings)
    {
        if (!settings.Telemetry.Metrics) return;

        // Made now, so that it counts from the first request on.
        var listener = app.Services.GetRequiredService<MetricListener>();
        var token = settings.Telemetry.MetricsToken;
        app.MapRead("/metrics", http => string.IsNullOrEmpty(token) || IsRight(http.Request, token)
            ? WriteAsync(http.Response, listener)
            : RefuseAsync(http.Response));
    }

    private static async Task WriteAsync(HttpResponse response, MetricListener listener)
    {
        response.ContentType = PrometheusText.ContentType;
        response.Headers.CacheControl = "no-store";
        await response.WriteAsync(listener.Write(), response.HttpContext.RequestAborted);
    }

    private static Task RefuseAsync(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status401Unauthorized;
        response.Headers.WWWAuthenticate = "Bearer";
        return response.WriteAsync("Send Dhmad:Telemetry:MetricsToken as a Bearer token.\n");
    }

    /// <summary>Compared by hash, in a time that tells neither the token nor its length.</summary>
    private static bool IsRight(HttpRequest request, string token)
    {
        string sent = request.Headers.Authorization.ToString();
        return sent.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && CryptographicOperations.FixedTimeEquals(Hash(sent[Scheme.Length..].Trim()), Hash(token));
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
