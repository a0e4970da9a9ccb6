using System.Collections.Concurrent;
using System.Diagnostics;

namespace Dhmad.Embedded.Tests;

/// <summary>Calls in traces: a span for each call that has a cause, around what the grain does.</summary>
public sealed class TraceTests : IDisposable
{
    private readonly ConcurrentQueue<Activity> ended = new();
    private readonly ActivityTraceId traceId = ActivityTraceId.CreateRandom();
    private readonly ActivityListener listener;

    public TraceTests()
    {
        listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == EmbeddedGrains.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> options) => options.TraceId == traceId
                ? ActivitySamplingResult.AllDataAndRecorded
                : ActivitySamplingResult.None,
            ActivityStopped = span =>
            {
                if (span.TraceId == traceId) ended.Enqueue(span);
            },
        };
        ActivitySource.AddActivityListener(listener);
    }

    public void Dispose() => listener.Dispose();

    [Fact]
    public async Task A_call_and_the_call_it_makes_are_spans_inside_each_other()
    {
        await using var host = TestHost.Start();
        using var cause = Cause();
        await host.Grain<ICallerGrain>("a").CallInCircle("b", 1);

        Assert.Same(cause, Activity.Current);
        var (inner, outer) = (ended.First(), ended.Last());
        Assert.Equal(2, ended.Count);
        Assert.Equal((cause.SpanId, outer.SpanId), (outer.ParentSpanId, inner.ParentSpanId));
        Assert.All(ended, span => Assert.Equal("ICallerGrain/CallInCircle", span.OperationName));
        Assert.Equal("ICallerGrain", outer.GetTagItem("rpc.service"));
        Assert.Equal("CallInCircle", outer.GetTagItem("rpc.method"));
    }

    [Fact]
    public async Task A_call_that_fails_says_of_what_kind_the_failure_was_and_not_its_words()
    {
        await using var host = TestHost.Start();
        using var cause = Cause();
        await Assert.ThrowsAsync<FormatException>(() => host.Grain<ICallerGrain>("a").FailLater("amel@example.tn"));

        var span = Assert.Single(ended);
        Assert.Equal(ActivityStatusCode.Error, span.Status);
        Assert.Equal("System.FormatException", span.GetTagItem("error.type"));
        Assert.Null(span.StatusDescription);
        Assert.Empty(span.Events);
        Assert.DoesNotContain(span.TagObjects, tag => tag.Value!.ToString()!.Contains('@'));
    }

    [Fact]
    public async Task A_call_that_never_ran_ends_its_span()
    {
        await using var host = TestHost.Start();
        await host.Grains.StopAsync(CancellationToken.None);
        using var cause = Cause();
        await Assert.ThrowsAsync<SiloUnavailableException>(() => host.Grain<ICallerGrain>("a").Plain());
        Assert.Equal(ActivityStatusCode.Error, Assert.Single(ended).Status);
        Assert.Same(cause, Activity.Current);
    }

    [Fact]
    public async Task A_call_without_a_cause_begins_no_trace()
    {
        await using var host = TestHost.Start();
        var spans = 0;
        using var everything = new ActivityListener
        {
            ShouldListenTo = source => source.Name == EmbeddedGrains.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStarted = span => Interlocked.Add(ref spans, span.Parent is null && span.ParentId is null ? 1 : 0),
        };
        ActivitySource.AddActivityListener(everything);
        await host.Grain<ICallerGrain>("a").Plain();
        Assert.Equal(0, spans);
    }

    private Activity Cause() => new Activity("cause")
        .SetParentId(traceId, ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded).Start();
}
