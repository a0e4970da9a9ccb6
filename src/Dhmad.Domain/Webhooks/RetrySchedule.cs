namespace Dhmad.Domain.Webhooks;

/// <summary>When a failed delivery is tried again: eleven waits, so at most twelve attempts.</summary>
public static class RetrySchedule
{
    /// <summary>From this wait on they vary, so that deliveries which failed together part.</summary>
    private const int FirstJitteredWait = 4;

    private const double Jitter = 0.1;

    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(24);

    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromSeconds(1),
        TimeSpan.FromSeconds(2),
        TimeSpan.FromSeconds(4),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(2),
        TimeSpan.FromHours(5),
        TimeSpan.FromHours(10),
        TimeSpan.FromHours(14),
        TimeSpan.FromHours(20),
        TimeSpan.FromHours(24),
    ];

    public static int MaxAttempts => Waits.Length + 1;

    /// <summary>The wait after a scheduled attempt ended; null when there are no more.</summary>
    /// <param name="attempts">Scheduled attempts made so far, at least 1.</param>
    /// <param name="retryAfter">What the receiver asked for, if it may ask; counts up to 24 hours.</param>
    /// <param name="chance">A random number from 0 up to 1 that places the wait within ± 10 %.</param>
    public static TimeSpan? WaitAfter(int attempts, TimeSpan? retryAfter, double chance)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempts, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(chance);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(chance, 1);
        if (attempts > Waits.Length) return null;

        var wait = Waits[attempts - 1];
        if (attempts >= FirstJitteredWait) wait *= 1 - Jitter + 2 * Jitter * chance;
        var asked = retryAfter > LongestRetryAfter ? LongestRetryAfter : retryAfter;
        return asked > wait ? asked : wait;
    }
}
