namespace Dhmad.Testing;

/// <summary>
/// The clock of a silo's reminders, which is never read twice at the same instant. Orleans 10.4.2 waits for an instant
/// by delays, which are cut to whole milliseconds, and spins through what is left. On a clock that stands still that
/// never ends, and as it spins on the thread that moves the clock, the clock never moves again.
/// </summary>
internal sealed class ReminderClock(TimeProvider time, Traffic traffic) : SameTime(time, traffic)
{
    /// <summary>Small against any reminder's period; a millisecond passes in a hundred looks.</summary>
    private static readonly TimeSpan PerLook = TimeSpan.FromMicroseconds(10);

    private readonly Lock gate = new();
    private DateTimeOffset lastRead = DateTimeOffset.MinValue;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            var now = base.GetUtcNow();
            return lastRead = now > lastRead ? now : lastRead + PerLook;
        }
    }

    protected override bool IsOurs() => true;
}
