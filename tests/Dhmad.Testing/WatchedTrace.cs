using System.Collections.Concurrent;
using System.Diagnostics;
using Dhmad.Silo;

namespace Dhmad.Testing;

/// <summary>
/// Listens to one trace alone, whatever else runs in the process, and keeps its spans when they end; and those of other
/// traces that are linked to it.
/// </summary>
public sealed class WatchedTrace : IDisposable
{
    private static readonly string[] Sources = ["Dhmad", GrainHost.SpanSource, "Microsoft.AspNetCore"];

    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;

    public WatchedTrace()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => Sources.Contains(source.Name),
            Sample = Sample,
            ActivityStopped = span =>
            {
                if (span.TraceId == Id || IsLinked(span.Links)) _ended.Enqueue(span);
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public ActivityTraceId Id { get; } = ActivityTraceId.CreateRandom();

    /// <summary>The span that the trace begins with, which is nobody's here.</summary>
    public ActivitySpanId Root { get; } = ActivitySpanId.CreateRandom();

    /// <summary>What a caller sends so that the server goes on in this trace.</summary>
    public string Traceparent => $"00-{Id}-{Root}-01";

    /// <summary>Every span of it that has ended.</summary>
    public IReadOnlyList<Activity> Spans => [.. _ended.Where(span => span.TraceId == Id)];

    /// <summary>Spans of other traces that are linked to a span of this one.</summary>
    public IReadOnlyList<Activity> Linked => [.. _ended.Where(span => span.TraceId != Id)];

    /// <summary>Waits until a span of this name, and with this tag, has ended; gives the first.</summary>
    public async Task<Activity> EndedAsync(string name, (string Key, object Value)? with = null)
    {
        Activity? found = null;
        await DhmadCluster.Eventually(() => (found = Named(name).FirstOrDefault(Fits)) is not null);
        return found!;

        bool Fits(Activity span) => with is not var (key, value) || value.Equals(span.GetTagItem(key));
    }

    public IEnumerable<Activity> Named(string name) => _ended.Where(span => span.OperationName == name);

    /// <summary>The spans around a span, from the nearest outwards, as far as they have ended.</summary>
    public IReadOnlyList<string> Around(Activity span)
    {
        var names = new List<string>();
        var parents = _ended.ToDictionary(one => one.SpanId);
        for (var next = span.ParentSpanId; parents.TryGetValue(next, out var parent); next = parent.ParentSpanId)
            names.Add(parent.OperationName);
        return names;
    }

    /// <summary>What runs until this is disposed is caused by this trace.</summary>
    public IDisposable Enter()
    {
        var cause = new Activity("cause").SetParentId(Id, Root, ActivityTraceFlags.Recorded);
        return cause.Start();
    }

    public void Dispose() => _listener.Dispose();

    private ActivitySamplingResult Sample(ref ActivityCreationOptions<ActivityContext> options) =>
        options.TraceId == Id || IsLinked(options.Links)
            ? ActivitySamplingResult.AllDataAndRecorded
            : ActivitySamplingResult.None;

    private bool IsLinked(IEnumerable<ActivityLink>? links) =>
        links is not null && links.Any(link => link.Context.TraceId == Id);
}
