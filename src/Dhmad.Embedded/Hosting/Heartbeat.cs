namespace Dhmad.Embedded;

/// <summary>Counts the seconds of the host. Call limits and idleness are counted in beats, so that no call reads a
/// clock, and a process that was suspended wakes without timing everything out.</summary>
internal sealed class Heartbeat(TimeProvider time, TimeSpan responseTimeout) : IDisposable
{
    /// <summary>Time between beats: how late an overdue call may be noticed.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Longest = TimeSpan.FromDays(3653);

    private readonly int responseBeats = Beats(responseTimeout);
    private volatile int now;
    private ITimer? timer;

    public int Now => now;

    /// <summary>Calls <paramref name="onBeat"/> on every beat, never twice at once.</summary>
    public void Start(Action<int> onBeat)
    {
        timer = time.CreateTimer(
            _ =>
            {
                onBeat(Interlocked.Increment(ref now));
                timer!.Change(Beat, Timeout.InfiniteTimeSpan);
            },
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
        timer.Change(Beat, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The beat at which a call made now is overdue: never early, a second late at most.</summary>
    public int Deadline(TimeSpan? limit) => now + 1 + (limit is { } given ? Beats(given) : responseBeats);

    /// <summary>A length of time in beats, rounded up; what is longer than a decade is a decade.</summary>
    public static int Beats(TimeSpan time) => (int)Math.Ceiling((time < Longest ? time : Longest) / Beat);

    public void Dispose() => timer?.Dispose();
}
