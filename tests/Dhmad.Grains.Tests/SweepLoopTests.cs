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

    [Fact]
    public async Task A_rail_that_is_silent_at_the_start_holds_up_no_deadline()
    {
        var rail = new ScriptedRail();
        await using var cluster = await DhmadCluster.StartAsync(new ClusterPlan { HasSweep = true }.With(rail));
        var delivered = await EscrowLife.CreateAsync(cluster);
        await delivered.PayAsync();
        await delivered.DeliverAsync();
        rail.OnStart = _ => ScriptedRail.Silent;
        var session = await (await EscrowLife.CreateAsync(cluster)).OpenAsync(EscrowAction.AcceptPay, The.Buyer);
        Assert.Equal(SubmissionResult.BeingChecked, (await session.PayAsync()).Result);

        var silence = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        rail.LookUpsWaitFor = silence.Task;
        cluster.Time.Jump(TimeSpan.FromDays(8));
        await cluster.RestartAsync();
        await DhmadCluster.Eventually(() => Task.FromResult(rail.Calls.Contains(RailCallKind.LookUp)));
        for (var tick = 0; tick < 4; tick++)
        {
            // Less than a rail is given.
            cluster.Time.Advance(Second);
            await cluster.SettleAsync();
        }

        var store = cluster.Get<Storage.Escrows.EscrowStore>();
        await DhmadCluster.Eventually(
            async () => (await store.LoadAsync(delivered.Id, default))!.Status == EscrowStatus.Completed);
        silence.SetResult();
    }

    /// <summary>The escrow as its row is; asking its grain would apply what is due.</summary>
    private async Task<Escrow> StoredAsync(EscrowLife life) =>
        (await Cluster.Get<Storage.Escrows.EscrowStore>().LoadAsync(life.Id, CancellationToken.None))!;
}
