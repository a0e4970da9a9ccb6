using Dhmad.Domain.Checkout;
using Dhmad.Domain.Escrows;
using Dhmad.Storage;
using Dhmad.Testing;

namespace Dhmad.Grains.Tests.Embedded;

/// <summary>Reminders of a session in one process: on time to the second, and gone when it has ended.</summary>
public sealed class ReminderTests : ClusterTest
{
    [Fact]
    public async Task A_session_expires_by_its_reminder_after_a_restart()
    {
        var session = await OpenAsync();
        await Cluster.AdvanceAsync(TimeSpan.FromMinutes(5));
        await Cluster.RestartAsync();

        for (var minute = 0; minute < 25; minute += 5)
        {
            Assert.Equal(SessionStatus.Pending, await RowAsync(session));
            await Cluster.AdvanceAsync(TimeSpan.FromMinutes(5));
        }

        Assert.Equal(SessionStatus.Expired, await RowAsync(session));
    }

    [Fact]
    public async Task An_ended_session_leaves_no_reminder_behind()
    {
        var session = await OpenAsync();
        await session.Grain.CancelOnPage();
        await Cluster.AdvanceAsync(CheckoutSession.Lifetime);
        var reminders = await Cluster.Get<ReminderStore>()
            .OfGrainAsync($"checkout-session/{session.Id}", CancellationToken.None);
        Assert.Empty(reminders);
        Assert.Equal(SessionStatus.Cancelled, await RowAsync(session));
    }

    private async Task<SessionLife> OpenAsync() =>
        await (await DeliveredAsync()).OpenAsync(EscrowAction.Complete, The.Buyer);
}
