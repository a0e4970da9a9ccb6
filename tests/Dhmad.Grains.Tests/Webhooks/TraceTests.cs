using Dhmad.Grains.Webhooks;
using Dhmad.Testing;

namespace Dhmad.Grains.Tests.Webhooks;

/// <summary>Deliveries go on in the trace of what caused them, and in no other.</summary>
public sealed class TraceTests : WebhookTest
{
    [Fact]
    public async Task The_trace_of_an_event_outlives_the_process_that_committed_it()
    {
        await AddAsync();
        using var trace = new WatchedTrace();
        using (trace.Enter()) await CreateUnheardAsync();
        await Cluster.RestartAsync();
        await Cluster.Grains.Outbox.Sweep();

        await Receiver.NextAsync();
        var attempt = await trace.EndedAsync("webhook attempt");
        Assert.Equal((await trace.EndedAsync("commit")).SpanId, attempt.ParentSpanId);
    }

    [Fact]
    public async Task Every_attempt_of_a_delivery_is_in_the_trace_of_its_event()
    {
        Receiver.AnswerWith(503);
        await AddAsync();
        using var trace = new WatchedTrace();
        using (trace.Enter()) await CreateAsync();
        await AttemptedAsync(1);
        await Cluster.AdvanceAsync(TimeSpan.FromSeconds(1));
        await AttemptedAsync(2);

        await DhmadCluster.Eventually(() => trace.Named("webhook attempt").Count() == 2);
        Assert.Equal([1, 2], trace.Named("webhook attempt").Select(span => span.GetTagItem("dhmad.attempt.number")));
        Assert.All(trace.Named("webhook attempt"), span => Assert.Equal("503", span.GetTagItem("error.type")));
    }

    [Fact]
    public async Task Whoever_wakes_an_endpoint_does_not_get_the_attempts_of_others_into_its_trace()
    {
        await AddAsync();
        await CreateUnheardAsync();
        await Cluster.RestartAsync();
        using var trace = new WatchedTrace();
        using (trace.Enter()) await Cluster.Grains.Outbox.Nudge(Cluster.Time.GetUtcNow());
        await AttemptedAsync(1);

        await trace.EndedAsync("IWebhookEndpointGrain/Nudge");
        Assert.Empty(trace.Named("webhook attempt"));
        Assert.Empty(trace.Named("IWebhookEndpointGrain/Ended"));
    }
}
