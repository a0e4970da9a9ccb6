using System.Diagnostics.Metrics;

namespace Dhmad.Api.Telemetry;

/// <summary>How the measurements of an instrument come together.</summary>
internal enum MetricKind
{
    /// <summary>Only grows.</summary>
    Counter,

    /// <summary>Is what it is now.</summary>
    Gauge,

    /// <summary>Is distributed over buckets.</summary>
    Histogram,
}

/// <summary>Which kinds the platform's instruments are.</summary>
internal static class MetricKinds
{
    private static readonly Type[] Counters = [typeof(Counter<>), typeof(ObservableCounter<>)];

    public static MetricKind Of(Instrument instrument)
    {
        var type = instrument.GetType().GetGenericTypeDefinition();
        if (type == typeof(Histogram<>)) return MetricKind.Histogram;
        return Counters.Contains(type) ? MetricKind.Counter : MetricKind.Gauge;
    }

    /// <summary>Whether measurements are changes to be summed up, and not the present value.</summary>
    public static bool IsSummed(Instrument instrument)
    {
        var type = instrument.GetType().GetGenericTypeDefinition();
        return type == typeof(Counter<>) || type == typeof(UpDownCounter<>);
    }
}
