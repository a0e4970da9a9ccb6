using Dhmad.Domain.Escrows;

namespace Dhmad.Grains.Escrows;

/// <summary>What wakes the grain. It may be lost: deadlines are rows, and the sweep finds them.</summary>
public sealed partial class EscrowGrain
{
    /// <summary>Deadlines further away set no timer: the activation ends sooner, and the sweep finds them.</summary>
    private static readonly TimeSpan AlarmHorizon = TimeSpan.FromHours(1);

    private IGrainTimer? alarm;
    private DateTimeOffset? alarmAt;

    /// <summary>One timer for the next deadline, exact to the millisecond.</summary>
    private void SetAlarm()
    {
        var next = EscrowClock.Next(escrow!)?.At;
        if (next == alarmAt) return;

        alarm?.Dispose();
        (alarm, alarmAt) = (null, next);
        if (next is null) return;
        var wait = next.Value - NowOf(escrow!);
        if (wait > AlarmHorizon) return;
        alarm = this.RegisterGrainTimer(
            RingAsync, wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private async Task RingAsync(CancellationToken cancellationToken)
    {
        // A timer may ring a moment early: it is then set again for what is left.
        alarmAt = null;
        await PresentAsync();
    }
}
