namespace Dhmad.Api.Telemetry;

/// <summary>What one instrument measured under one set of labels.</summary>
/// <param name="boundaries">Upper ends of a histogram's buckets, in order; empty for all other instruments.</param>
internal sealed class MetricSeries(IReadOnlyList<double> boundaries)
{
    private readonly Lock gate = new();
    private readonly long[] buckets = new long[boundaries.Count + 1];
    private double value;

    public void Add(double amount)
    {
        lock (gate) value += amount;
    }

    public void Set(double present)
    {
        lock (gate) value = present;
    }

    /// <summary>One more measurement of a histogram.</summary>
    public void Record(double measured)
    {
        var bucket = 0;
        while (bucket < boundaries.Count && measured > boundaries[bucket]) bucket++;
        lock (gate)
        {
            buckets[bucket]++;
            value += measured;
        }
    }

    /// <summary>The value, or a histogram's sum, and how many measurements fell into each of its buckets.</summary>
    public (double Value, long[] Buckets) Read()
    {
        lock (gate) return (value, [.. buckets]);
    }
}
