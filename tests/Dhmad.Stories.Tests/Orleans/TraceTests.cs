using System.Diagnostics;
using System.Text.Json;
using Dhmad.Testing;

namespace Dhmad.Stories.Tests.Orleans;

/// <summary>One trace leads through all processes, and log lines of all of them name it.</summary>
public sealed class TraceTests
{
    private static readonly (string, string) JsonLogs = ("Dhmad__Logs__Json", "true");

    [Fact]
    public async Task A_line_of_a_silo_names_the_trace_of_its_request_while_no_traces_are_collected()
    {
        using var cluster = await ProcessCluster.StartAsync(
            silos: 1, JsonLogs, ("Logging__LogLevel__Dhmad", "Information"));
        var escrow = await CreateAsync(cluster);
        await cluster.Deployment.OutdateAsync(escrow);
        var trace = ActivityTraceId.CreateRandom();
        Assert.Equal(503, await CancelAsync(cluster, escrow, trace, isSampled: false));

        var line = "";
        await DhmadCluster.Eventually(() => (line = cluster.Silos[0].Output.FirstOrDefault(
            one => one.Contains("another commit was first", StringComparison.Ordinal))) is not null);
        Assert.Contains(
            JsonElement.Parse(line!).GetProperty("Scopes").EnumerateArray(),
            scope => scope.TryGetProperty("TraceId", out var id) && id.GetString() == trace.ToHexString());
    }

    private static Task<string> CreateAsync(ProcessCluster cluster) =>
        cluster.Merchant.CreateAsync(JsonSerializer.Serialize(
            new { title = "Song", amount = 10, mode = "instant", buyerEmail = "guest@example.tn" }));

    private static async Task<int> CancelAsync(
        ProcessCluster cluster, string escrow, ActivityTraceId trace, bool isSampled)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = cluster.Merchant.Authorization;
        var url = $"{cluster.Door.Url}/api/v1/escrows/{escrow}/cancel";
        using var request = new HttpRequestMessage(HttpMethod.Post, url);
        request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-0{(isSampled ? 1 : 0)}");
        using var answer = await http.SendAsync(request);
        return (int)answer.StatusCode;
    }
}
