namespace Orleans.Runtime;

/// <summary>Which tick of a reminder this is, in UTC.</summary>
public readonly struct TickStatus(DateTime firstTickTime, TimeSpan period, DateTime timeStamp)
{
    /// <summary>When the first tick was due.</summary>
    public DateTime FirstTickTime { get; } = firstTickTime;

    /// <summary>Time between ticks.</summary>
    public TimeSpan Period { get; } = period;

    /// <summary>When this tick was sent, at or after its time.</summary>
    public DateTime CurrentTickTime { get; } = timeStamp;
}
