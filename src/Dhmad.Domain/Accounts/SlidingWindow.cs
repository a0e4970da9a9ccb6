namespace Dhmad.Domain.Accounts;

/// <summary>
/// Exact count of what passed in the last stretch of time: a ring of moments, oldest first, which allocates only
/// while it grows to the limit.
/// </summary>
public sealed class SlidingWindow
{
    private const int FirstCapacity = 16;

    private long[] moments = new long[FirstCapacity];
    private int oldest;
    private int count;
    private long latest;

    /// <summary>
    /// Counts one more if fewer than <paramref name="limit"/> passed in the last <paramref name="window"/>.
    /// </summary>
    public RateVerdict Count(DateTimeOffset now, int limit, TimeSpan window)
    {
        var passed = Look(now, limit, window).Passed;
        if (passed) Append(latest, limit);
        return Verdict(passed, limit, window);
    }

    /// <summary>Whether one more would pass; with nothing counted the window is reset already.</summary>
    public RateVerdict Look(DateTimeOffset now, int limit, TimeSpan window)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        // A clock set back a little must not disturb the order; set back further, what was counted is of no known age.
        if (now.UtcTicks < latest - window.Ticks) (latest, count) = (now.UtcTicks, 0);
        latest = Math.Max(latest, now.UtcTicks);
        Drop(latest - window.Ticks);
        return Verdict(count < limit, limit, window);
    }

    private RateVerdict Verdict(bool passed, int limit, TimeSpan window)
    {
        var leaves = count == 0 ? latest : moments[oldest] + window.Ticks;
        var reset = new DateTimeOffset(RoundUp(leaves, TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
        var seconds = (int)Math.Max(1, RoundUp(leaves - latest, TimeSpan.TicksPerSecond) / TimeSpan.TicksPerSecond);
        return new RateVerdict(passed, limit, Math.Max(0, limit - count), reset, passed ? 0 : seconds);
    }

    private void Drop(long until)
    {
        while (count > 0 && moments[oldest] <= until)
        {
            oldest = (oldest + 1) % moments.Length;
            count--;
        }
    }

    private void Append(long moment, int limit)
    {
        if (count == moments.Length) Grow(limit);
        moments[(oldest + count) % moments.Length] = moment;
        count++;
    }

    private void Grow(int limit)
    {
        var larger = new long[Math.Min(limit, moments.Length * 2)];
        for (var i = 0; i < count; i++) larger[i] = moments[(oldest + i) % moments.Length];
        moments = larger;
        oldest = 0;
    }

    private static long RoundUp(long ticks, long unit) => (ticks + unit - 1) / unit * unit;
}
