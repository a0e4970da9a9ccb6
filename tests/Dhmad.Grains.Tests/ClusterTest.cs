using Dhmad.Domain.Checkout;
using Dhmad.Storage.Checkout;
using Dhmad.Testing;

namespace Dhmad.Grains.Tests;

/// <summary>Tests that have a runtime of their own for each fact, without a sweep unless they ask for its passes.</summary>
public abstract class ClusterTest(ClusterPlan? plan = null) : IAsyncLifetime
{
    protected DhmadCluster Cluster { get; private set; } = null!;

    public async Task InitializeAsync() => Cluster = await DhmadCluster.StartAsync(plan);

    public async Task DisposeAsync() => await Cluster.DisposeAsync();

    protected Sweep Sweep => Cluster.Get<Sweep>();

    protected Task<EscrowLife> CreateAsync() => EscrowLife.CreateAsync(Cluster);

    protected async Task<EscrowLife> PaidAsync(Domain.Escrows.NewEscrow? input = null)
    {
        var life = await EscrowLife.CreateAsync(Cluster, input);
        if (input?.Mode == Domain.Escrows.EscrowMode.Standard) await life.SignAsync();
        await life.PayAsync();
        return life;
    }

    protected async Task<EscrowLife> DeliveredAsync()
    {
        var life = await PaidAsync();
        Assert.Null((await life.DeliverAsync()).Refusal);
        return life;
    }

    /// <summary>The session as its row is, whatever the clock says.</summary>
    protected async Task<SessionStatus> RowAsync(SessionLife session) =>
        (await Cluster.Get<SessionStore>().LoadAsync(session.Id, CancellationToken.None))!.Status;
}
