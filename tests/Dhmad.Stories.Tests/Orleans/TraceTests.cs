using System.Diagnostics;
using System.Text.Json;
using Dhmad.Testing;

namespace Dhmad.Stories.Tests.Orleans;

/// <summary>One trace leads through all processes, and log lines of all of them name it.</summary>
public sealed class TraceTests
{
    private static readonly (string, string) JsonLogs = ("Dhmad__Logs__Json", "true");

    [Fact]
    public async Task One_trace_leads_from_a_door_through_grain_and_commit_in_a_silo_to_the_webhook()
    {
        await using var collector = await Receiver.StartAsync();
        using var cluster = await ProcessCluster.StartAsync(
            silos: 1, JsonLogs, ("Dhmad__Telemetry__OtlpEndpoint", collector.Url), ("OTEL_BSP_SCHEDULE_DELAY", "100"));
        var (sampled, unsampled) = (ActivityTraceId.CreateRandom(), ActivityTraceId.CreateRandom());
        Assert.Equal(200, await CancelAsync(cluster, await CreateAsync(cluster), unsampled, isSampled: false));
        Assert.Equal(200, await CancelAsync(cluster, await CreateAsync(cluster), sampled, isSampled: true));
        string[] ofBoth = ["POST /api/v1/escrows/{id}/cancel", "webhook attempt"];
        await DhmadCluster.Eventually(() => !ofBoth.Except(Spans(sampled).Select(span => span.Name)).Any());

        var request = Assert.Single(Spans(sampled), span => span.Name == "POST /api/v1/escrows/{id}/cancel");
        var taken = Assert.Single(Spans(sampled), span => span.Name == "IEscrowGrain/Take");
        var commit = Assert.Single(Spans(sampled), span => span.Name == "commit");
        var attempt = Spans(sampled).First(span => span.Name == "webhook attempt");
        Assert.Equal((request.Id, taken.Id, commit.Id), (taken.Parent, commit.Parent, attempt.Parent));
        Assert.NotEqual(request.Process, taken.Process);
        Assert.Equal((taken.Process, taken.Process), (commit.Process, attempt.Process));
        Assert.Empty(Spans(unsampled));

        IEnumerable<ExportedSpan> Spans(ActivityTraceId trace) => collector.Requests
            .Where(sent => sent.Path == "/v1/traces").SelectMany(sent => ExportedSpan.Read(sent.Body))
            .Where(span => span.Trace == trace.ToHexString());
    }

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
