using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Dhmad.Domain;
using Dhmad.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Dhmad.Api.Tests.Deployment;

/// <summary><c>deploy/haproxy.cfg</c>, run: what it lets in, and what it answers itself.</summary>
public sealed class ProxyTests
{
    /// <summary>Each reaches figures or health where nothing stands in front of the server.</summary>
    private static readonly string[] Spellings =
    [
        "/metrics", "/Metrics", "/metrics/", "/metrics?x", "/%6detrics", "/metri%63%53", "/./metrics", "/api/../metrics",
        "/api/%2e%2e/metrics", "/metrics/%2e", "/x%zz/../metrics", "/x%/../metrics", "/x%0a/../metrics",
        "/x%3f/../metrics", "/x%ff/../metrics", "http://localhost/metrics", "/health/live", "/Health/ready",
        "/x/../health/ready", "/healt%68/live",
    ];

    [HaproxyFact]
    public async Task Figures_and_health_stay_inside_however_they_are_spelled()
    {
        await using var server = await ApiServer.StartAsync(ApiServer.Unhurried with
        {
            Telemetry = new TelemetrySettings { Metrics = true },
        });
        using var proxy = await Haproxy.StartAsync(server.Address.Port, Ports.Free());
        foreach (var path in Spellings)
            Assert.StartsWith("HTTP/1.1 404", await proxy.AskAsync($"GET {path}"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 401", await proxy.AskAsync("GET /api/v1/me"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200", await proxy.AskAsync("GET /api/v1/rules"), StringComparison.Ordinal);
        Assert.Contains("MISSING_API_KEY", await proxy.AskAsync("GET /api/v1/escrows/%41"), StringComparison.Ordinal);
    }

    [HaproxyFact]
    public async Task What_it_answers_itself_has_the_form_of_all_errors()
    {
        await using var node = await StartNodeAsync();
        using var proxy = await Haproxy.StartAsync(PortOf(node), PortOf(node), serverTimeout: "1s");
        using var alone = await Haproxy.StartAsync(Ports.Free(), Ports.Free());
        Assert.Equal((404, "ROUTE_NOT_FOUND"), Problem(await proxy.AskAsync("GET /api/../metrics")));
        Assert.Equal((413, "PAYLOAD_TOO_LARGE"), Problem(await proxy.AskAsync("POST /api/large", 2 << 20)));
        Assert.Equal((502, "UNAVAILABLE"), Problem(await proxy.AskAsync("POST /api/lost")));
        Assert.Equal((504, "UNAVAILABLE"), Problem(await proxy.AskAsync("POST /api/silent")));
        var refused = await alone.AskAsync("POST /api/v1/escrows");
        Assert.Equal((503, "UNAVAILABLE"), Problem(refused));
        Assert.Contains("retry-after: 2", refused, StringComparison.OrdinalIgnoreCase);

        // Whoever looks at a page is shown one; what a node answers stays what it is.
        var page = await proxy.AskAsync("GET /lost");
        Assert.Contains("content-type: text/html; charset=utf-8", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("<title>Bad Gateway</title>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("text/html", await proxy.AskAsync("GET /text"), StringComparison.Ordinal);
    }

    [HaproxyFact]
    public void What_is_uncommented_for_TLS_is_valid()
    {
        var lines = Haproxy.Settings().Split('\n');
        var first = Array.FindIndex(lines, line => line.Contains("uncomment the next three lines", StringComparison.Ordinal));
        var pem = Path.GetTempFileName();
        File.WriteAllText(pem, Certificate());
        for (var at = first + 1; at <= first + 3; at++)
        {
            Assert.StartsWith("    # ", lines[at], StringComparison.Ordinal);
            lines[at] = lines[at].Replace("# ", "", StringComparison.Ordinal)
                .Replace("/etc/haproxy/tls.pem", pem, StringComparison.Ordinal);
        }

        Assert.Contains("bind :8443 ssl", lines[first + 1], StringComparison.Ordinal);
        Assert.DoesNotContain("#", lines[first + 4], StringComparison.Ordinal);
        Assert.Equal("", Haproxy.WhyNot(string.Join('\n', lines)));
        File.Delete(pem);
    }

    private static (int Status, string Code) Problem(string answer)
    {
        Assert.Contains("content-type: application/json", answer, StringComparison.OrdinalIgnoreCase);
        var body = JsonElement.Parse(answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);
        Assert.NotEmpty(body.GetProperty("error").GetString()!);
        Assert.NotEmpty(body.GetProperty("message").GetString()!);
        return (int.Parse(answer.Split(' ')[1], CultureInfo.InvariantCulture), body.GetProperty("code").GetString()!);
    }

    /// <summary>A node that is ready, loses some requests and is silent to others.</summary>
    private static async Task<WebApplication> StartNodeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls($"http://127.0.0.1:{Ports.Free()}");
        var node = builder.Build();
        node.MapGet("/health/ready", () => "ready");
        node.MapGet("/text", () => "text");
        foreach (var path in new[] { "/lost", "/api/lost" })
            node.Map(path, (HttpContext http) => http.Abort());
        node.Map("/api/silent", (HttpContext http) => Task.Delay(Timeout.InfiniteTimeSpan, http.RequestAborted));
        await node.StartAsync();
        return node;
    }

    private static int PortOf(WebApplication node) => new Uri(node.Urls.Single()).Port;

    private static string Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue);
        return $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n";
    }
}
