using Dhmad.Domain.Checkout;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Payments;
using Dhmad.Grains.Checkout;
using Dhmad.Testing;

namespace Dhmad.Grains.Tests;

/// <summary>The sweep by itself, as it runs in production: within a second, and past whatever goes wrong.</summary>
public sealed class SweepLoopTests() : ClusterTest(new ClusterPlan { HasSweep = true })
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_lost_alarm_is_made_up_within_a_second()
    {
        var life = await DeliveredAsync();
        var (first, second) = (
            await life.OpenAsync(EscrowAction.Complete, The.Buyer), await life.OpenAsync(EscrowAction.Dispute, The.Buyer));
        Cluster.Time.Jump(CheckoutSession.Lifetime);
        await DhmadCluster.Eventually(async () =>
        {
            // The loop may start a moment after the runtime did.
            Cluster.Time.Advance(Second);
            return await RowAsync(first) == SessionStatus.Expired && await RowAsync(second) == SessionStatus.Expired;
        });

        var third = await life.OpenAsync(EscrowAction.Complete, The.Buyer);
        Cluster.Time.Jump(CheckoutSession.Lifetime);
        Cluster.Time.Advance(Second);
        await DhmadCluster.Eventually(async () => await RowAsync(third) == SessionStatus.Expired);
    }

    [Fact]
    public async Task A_sweep_survives_a_database_that_goes_away()
    {
        var life = await CreateAsync();
        Cluster.Faults.IsAway = true;
        Cluster.Time.Jump(TimeSpan.FromDays(32));
        Cluster.Time.Advance(Second);
        Cluster.Faults.IsAway = false;
        await DhmadCluster.Eventually(async () =>
        {
            Cluster.Time.Advance(Second);
            return (await StoredAsync(life)).Status == EscrowStatus.Cancelled;
        });
    }

    [Fact]
    public async Task After_a_restart_started_payments_are_asked_about_at_once()
    {
        var life = await CreateAsync();
        var session = await life.OpenAsync(EscrowAction.AcceptPay, The.Buyer);
        var started = await session.PayAsync(SandboxCardBehaviour.SilentThenSucceeds);
        Assert.Equal(SubmissionResult.BeingChecked, started.Result);

        await Cluster.RestartAsync();
        await DhmadCluster.Eventually(async () => (await StoredAsync(life)).Status == EscrowStatus.Paid);
        Assert.Equal(SessionStatus.Completed, await session.StatusAsync());
    }

    /// <summary>The escrow as its row is; asking its grain would apply what is due.</summary>
    private async Task<Escrow> StoredAsync(EscrowLife life) =>
        (await Cluster.Get<Storage.Escrows.EscrowStore>().LoadAsync(life.Id, CancellationToken.None))!;
}
