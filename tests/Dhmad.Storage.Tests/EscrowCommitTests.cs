using Dhmad.Domain.Escrows;
using Dhmad.Domain.Ledger;
using Dhmad.Storage.Escrows;
using Dhmad.Storage.Ledger;

namespace Dhmad.Storage.Tests;

public class EscrowCommitTests
{
    [Fact]
    public async Task A_life_is_read_as_it_was_committed()
    {
        await using var fixture = await SqliteFixture.OpenAsync();
        var store = new EscrowStore(fixture.Database);
        var life = fixture.NewLife();
        foreach (var commit in new[] { life.Create(), life.Pay(), life.Deliver(), life.Complete() })
        {
            Assert.Equal(CommitOutcome.Done, await store.CommitAsync(commit, CancellationToken.None));
            var loaded = await store.LoadAsync(commit.Escrow.Id, CancellationToken.None);
            Assert.Equivalent(commit.Escrow, loaded, strict: true);
        }

        var ledger = new LedgerStore(fixture.Database);
        Assert.Equal(Life.Net, await ledger.BalanceAsync(new(AccountKind.Available, life.Escrow.Seller.Id!), CancellationToken.None));
        Assert.Equal(Life.EscrowFee, await ledger.BalanceAsync(new(AccountKind.PlatformFees, ""), CancellationToken.None));
        Assert.Equal(-Life.Amount, await ledger.BalanceAsync(new(AccountKind.RailClearing, "sandbox_card"), CancellationToken.None));
        Assert.Equal(0, await ledger.BalanceAsync(new(AccountKind.Held, life.Escrow.Id), CancellationToken.None));
    }
}
