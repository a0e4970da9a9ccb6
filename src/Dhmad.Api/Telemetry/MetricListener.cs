using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Dhmad.Silo.Telemetry;

namespace Dhmad.Api.Telemetry;

/// <summary>Sums up what this process measures, from when it is made.</summary>
public sealed class MetricListener : IDisposable
{
    private readonly ConcurrentDictionary<string, MetricFamily> families = new(StringComparer.Ordinal);
    private readonly MeterListener listener = new();
    private readonly Lock gate = new();

    public MetricListener(IMeterFactory meters)
    {
        listener.InstrumentPublished = (instrument, self) =>
        {
            // A meter of a factory is of one server; those of another in this process are its own affair.
            if (!Watched.Meters.Contains(instrument.Meter.Name)) return;
            if (instrument.Meter.Scope is { } scope && scope != meters) return;
            var family = new MetricFamily(instrument);
            self.EnableMeasurementEvents(instrument, families.GetOrAdd(family.Name, family));
        };
        listener.SetMeasurementEventCallback<byte>(static (_, value, tags, family) => Take(family, value, tags));
        listener.SetMeasurementEventCallback<short>(static (_, value, tags, family) => Take(family, value, tags));
        listener.SetMeasurementEventCallback<int>(static (_, value, tags, family) => Take(family, value, tags));
        listener.SetMeasurementEventCallback<long>(static (_, value, tags, family) => Take(family, value, tags));
        listener.SetMeasurementEventCallback<float>(static (_, value, tags, family) => Take(family, value, tags));
        listener.SetMeasurementEventCallback<double>(static (_, value, tags, family) => Take(family, value, tags));
        listener.SetMeasurementEventCallback<decimal>(
            static (_, value, tags, family) => Take(family, (double)value, tags));
        listener.Start();
    }

    /// <summary>Everything measured so far in the Prometheus text format, gauges as they are now.</summary>
    public string Write()
    {
        lock (gate)
        {
            foreach (var family in families.Values) family.ForgetObserved();
            listener.RecordObservableInstruments();
            return PrometheusText.Write(families.Values.OrderBy(family => family.Name, StringComparer.Ordinal));
        }
    }

    public void Dispose() => listener.Dispose();

    private static void Take(object? family, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        ((MetricFamily)family!).Take(value, tags);
}
