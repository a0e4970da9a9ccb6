using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Dhmad.Api.Telemetry;

/// <summary>Everything that one instrument measured, by labels.</summary>
internal sealed class MetricFamily
{
    /// <summary>
    /// Sets of labels that are told apart; what comes after them is told together, so that no caller can fill memory.
    /// </summary>
    private const int MaxSeries = 1000;

    private const string Overflow = "otel_metric_overflow=\"true\"";

    /// <summary>The boundaries of OpenTelemetry for histograms that bring none.</summary>
    private static readonly double[] UsualBoundaries =
        [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000];

    private readonly ConcurrentDictionary<string, MetricSeries> series = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, MetricSeries>.AlternateLookup<ReadOnlySpan<char>> byLabels;
    private readonly bool isObserved;
    private readonly bool isSummed;

    public MetricFamily(Instrument instrument)
    {
        byLabels = series.GetAlternateLookup<ReadOnlySpan<char>>();
        Kind = MetricKinds.Of(instrument);
        isObserved = instrument.IsObservable;
        isSummed = MetricKinds.IsSummed(instrument);
        Name = PrometheusName.Of(instrument.Name, instrument.Unit, Kind);
        Description = instrument.Description ?? "";
        Boundaries = Kind == MetricKind.Histogram ? BoundariesOf(instrument) : [];
    }

    /// <summary>Its name in the Prometheus format.</summary>
    public string Name { get; }

    public string Description { get; }

    public MetricKind Kind { get; }

    public IReadOnlyList<double> Boundaries { get; }

    /// <summary>By labels as they are written, in order of them.</summary>
    public IEnumerable<KeyValuePair<string, MetricSeries>> Series =>
        series.OrderBy(one => one.Key, StringComparer.Ordinal);

    public void Take(double measured, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var found = Find(LabelText.Of(tags));
        if (Kind == MetricKind.Histogram) found.Record(measured);
        else if (isSummed) found.Add(measured);
        else found.Set(measured);
    }

    /// <summary>What is observed is told anew each time, so that what is gone is not told for ever.</summary>
    public void ForgetObserved()
    {
        if (isObserved) series.Clear();
    }

    private MetricSeries Find(ReadOnlySpan<char> labels)
    {
        if (byLabels.TryGetValue(labels, out var known)) return known;
        var key = series.Count < MaxSeries ? labels.ToString() : Overflow;
        return series.GetOrAdd(key, static (_, boundaries) => new MetricSeries(boundaries), Boundaries);
    }

    private static IReadOnlyList<double> BoundariesOf(Instrument instrument) => instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { } given } => given,
        Histogram<long> { Advice.HistogramBucketBoundaries: { } given } => [.. given.Select(one => (double)one)],
        Histogram<int> { Advice.HistogramBucketBoundaries: { } given } => [.. given.Select(one => (double)one)],
        _ => UsualBoundaries,
    };
}
