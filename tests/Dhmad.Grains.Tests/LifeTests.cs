using Dhmad.Domain.Escrows;
using Dhmad.Domain.Ledger;
using Dhmad.Testing;

namespace Dhmad.Grains.Tests;

/// <summary>Whole lives, through grains, sessions, rails and the books.</summary>
public sealed class LifeTests : IAsyncLifetime
{
    private DhmadCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await DhmadCluster.StartAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Both_sign_the_buyer_pays_the_seller_delivers_and_seven_days_of_silence_complete()
    {
        var life = await EscrowLife.CreateAsync(_cluster, Some.Escrow(EscrowMode.Standard, 480));
        await life.SignAsync();
        await life.PayAsync();
        Assert.Equal(480_000, await life.BalanceAsync(AccountKind.Held));
        Assert.Null((await life.DeliverAsync()).Refusal);

        await _cluster.AdvanceAsync(TimeSpan.FromDays(7) - TimeSpan.FromMilliseconds(1));
        Assert.Equal(EscrowStatus.Delivered, await life.StatusAsync());
        await _cluster.AdvanceAsync(TimeSpan.FromMilliseconds(1));
        var completed = await life.NowAsync();

        Assert.Equal(EscrowStatus.Completed, completed.Status);
        Assert.Equal(new Closure(ActorKind.Clock, ClosureReason.Silence), completed.Closure);
        Assert.Equal(6, completed.Sequence);
        Assert.Equal(0, await life.BalanceAsync(AccountKind.Held));
        Assert.Equal(456_000, await life.WalletAsync(The.Seller));
        Assert.Equal(24_000, await life.BalanceAsync(AccountKind.PlatformFees, ""));
        Assert.Equal(-480_000, await life.BalanceAsync(AccountKind.RailClearing, "sandbox_card"));
    }
}
