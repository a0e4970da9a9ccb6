using Dhmad.Domain.Checkout;
using Dhmad.Domain.Escrows;
using Dhmad.Testing;

namespace Dhmad.Grains.Tests.Orleans;

/// <summary>
/// Reminders of a session in a cluster: within a minute of their time, by whichever silo is there, and gone when it has
/// ended. Orleans reads its table again every five minutes, and a tick that no silo was there for is skipped.
/// </summary>
public sealed class ReminderTests : ClusterTest
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_session_expires_by_its_reminder_after_a_restart()
    {
        var session = await OpenAsync();
        await PassAsync(5);
        await Cluster.RestartAsync();
        await PassAsync(24);
        Assert.Equal(SessionStatus.Pending, await RowAsync(session));
        await ExpiresAsync(session);
    }

    [Fact]
    public async Task A_session_expires_by_its_reminder_after_the_silo_that_watched_it_was_killed()
    {
        var sessions = new List<SessionLife>();
        for (var made = 0; made < 8; made++) sessions.Add(await OpenAsync());
        await PassAsync(5);
        await Cluster.KillAsync(1);
        await PassAsync(24);
        foreach (var session in sessions) await ExpiresAsync(session);
    }

    [Fact]
    public async Task An_ended_session_leaves_no_reminder_behind()
    {
        var session = await OpenAsync();
        await session.Grain.CancelOnPage();
        await PassAsync(30);
        var grain = GrainId.Create("checkout-session", session.Id.ToString("D"));
        await DhmadCluster.Eventually(async () =>
        {
            await Cluster.AdvanceAsync(TimeSpan.FromSeconds(10));
            return (await Cluster.Get<IReminderTable>().ReadRows(grain)).Reminders.Count == 0;
        });
        Assert.Equal(SessionStatus.Cancelled, await RowAsync(session));
    }

    /// <summary>Minute by minute, as the cluster's reading of its table takes real time.</summary>
    private async Task PassAsync(int minutes)
    {
        for (var passed = 0; passed < minutes; passed++) await Cluster.AdvanceAsync(Minute);
    }

    private Task ExpiresAsync(SessionLife session) => DhmadCluster.Eventually(async () =>
    {
        if (await RowAsync(session) == SessionStatus.Expired) return true;
        await Cluster.AdvanceAsync(TimeSpan.FromSeconds(10));
        return await RowAsync(session) == SessionStatus.Expired;
    });

    private async Task<SessionLife> OpenAsync() =>
        await (await DeliveredAsync()).OpenAsync(EscrowAction.Complete, The.Buyer);
}
