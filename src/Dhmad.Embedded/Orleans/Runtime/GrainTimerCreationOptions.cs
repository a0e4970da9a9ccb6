using System.Diagnostics.CodeAnalysis;

namespace Orleans.Runtime;

/// <summary>When a grain timer ticks and how its ticks mix with requests.</summary>
public readonly struct GrainTimerCreationOptions
{
    /// <summary>Times with the defaults of the rest.</summary>
    [SetsRequiredMembers]
    public GrainTimerCreationOptions(TimeSpan dueTime, TimeSpan period)
    {
        DueTime = dueTime;
        Period = period;
    }

    /// <summary>Time to the first tick; <see cref="Timeout.InfiniteTimeSpan"/> is never.</summary>
    public required TimeSpan DueTime { get; init; }

    /// <summary>Time from the end of a tick to the next; <see cref="Timeout.InfiniteTimeSpan"/> is one tick only.
    /// </summary>
    public required TimeSpan Period { get; init; }

    /// <summary>Whether ticks run beside requests that await; by default they wait for their turn.</summary>
    public bool Interleave { get; init; }

    /// <summary>Whether ticks count as use, so that the activation does not become idle.</summary>
    public bool KeepAlive { get; init; }
}
