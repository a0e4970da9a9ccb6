namespace Dhmad.Testing;

/// <summary>A test's time as one part of a silo sees it: what fires is traffic that is not seen otherwise yet.</summary>
internal abstract class SameTime(TimeProvider time, Traffic traffic) : TimeProvider
{
    public override long TimestampFrequency => time.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => time.LocalTimeZone;

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        time.CreateTimer(IsOurs() ? Stirring(callback) : callback, state, dueTime, period);

    /// <summary>Whether the timer that is being made leads to work in a grain.</summary>
    protected abstract bool IsOurs();

    private TimerCallback Stirring(TimerCallback callback) => state =>
    {
        traffic.Stir();
        callback(state);
    };
}
