using Dhmad.Domain.Checkout;

namespace Dhmad.Grains.Checkout;

/// <summary>
/// The thirty minutes. A reminder wakes the session also after a restart, a timer to the millisecond while it is in
/// memory, and a sweep when neither came; each only looks at the row.
/// </summary>
public sealed partial class CheckoutSessionGrain
{
    private const string ReminderName = "expiry";

    /// <summary>The shortest there is: a tick that was missed is made up a minute later.</summary>
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);

    private IGrainTimer? alarm;

    public async Task Opened()
    {
        if (await LoadAsync() is not { Status: SessionStatus.Pending } session) return;
        SetAlarm(session);
        await this.RegisterOrUpdateReminder(ReminderName, WaitOf(session), ReminderPeriod);
    }

    public async Task Wake()
    {
        var session = await LoadAsync();
        if (session is { Status: SessionStatus.Pending, UnderReview: false } && session.ExpiresAt <= NowOf(session))
        {
            await store.ExpireAsync(Id, session.ExpiresAt, CancellationToken.None);
            LogExpired(session.EscrowId);
            session = await LoadAsync();
        }

        if (session is { Status: SessionStatus.Pending }) SetAlarm(session);
        else await ForgetReminderAsync();
    }

    public Task ReceiveReminder(string reminderName, TickStatus status) => Wake();

    /// <summary>While a payment is checked there is no expiry to wait for.</summary>
    private void SetAlarm(CheckoutSession session)
    {
        alarm?.Dispose();
        alarm = session.UnderReview
            ? null
            : this.RegisterGrainTimer(_ => Wake(), WaitOf(session), Timeout.InfiniteTimeSpan);
    }

    private async Task ForgetReminderAsync()
    {
        if (await this.GetReminder(ReminderName) is { } reminder) await this.UnregisterReminder(reminder);
    }

    private TimeSpan WaitOf(CheckoutSession session)
    {
        var wait = session.ExpiresAt - NowOf(session);
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }
}
