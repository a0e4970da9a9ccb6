using Dhmad.Domain.Escrows;
using Dhmad.Domain.Ledger;
using Dhmad.Grains.Accounts;
using Dhmad.Storage.Accounts;
using Dhmad.Storage.Escrows;
using Dhmad.Testing;

namespace Dhmad.Grains.Tests.Accounts;

/// <summary>What waits for an e-mail until it has a user.</summary>
public sealed class LinkingTests : AccountsTest
{
    private const string Email = "leila@example.tn";

    [Fact]
    public async Task Giving_the_names_links_every_escrow_that_names_the_email()
    {
        var ids = new List<string>();
        for (var i = 0; i < 3; i++) ids.Add(await CreateAsync(Email));
        ids.Add(await CreateAsync(Seed.People[1].Email, sellerEmail: Email));
        await SignInAsync(Email);
        await Grains.User(Email).LinkParty(ids[0]);
        Assert.Null((await ReadAsync(ids[0])).Buyer.Id);

        var user = (await Grains.User(Email).GiveNames("Leila", "Gharbi")).Value!;
        await Grains.User(Email).LinkParty(ids[1]);
        Assert.Equal(user.ToPerson(), (await ReadAsync(ids[1])).Buyer);
        await DhmadCluster.Eventually(async () =>
            (await Cluster.Get<EscrowQueries>().InvitedAsync(Email, 10, CancellationToken.None)).Count == 0);

        foreach (var id in ids.Take(3)) Assert.Equal(user.ToPerson(), (await ReadAsync(id)).Buyer);
        Assert.Equal(user.ToPerson(), (await ReadAsync(ids[3])).Seller);
        foreach (var id in ids) Assert.Equal(2, (await ReadAsync(id)).Sequence);
    }

    [Fact]
    public async Task Linking_again_changes_nothing()
    {
        var id = await CreateAsync(Email);
        await SignInAsync(Email);
        await Grains.User(Email).GiveNames("Leila", "Gharbi");
        for (var i = 0; i < 3; i++) await Grains.User(Email).LinkParty(id);
        await Grains.User(Email).LinkAll();
        Assert.Equal(2, (await ReadAsync(id)).Sequence);
    }

    [Fact]
    public async Task Nobody_is_linked_to_what_names_somebody_else()
    {
        var id = await CreateAsync(Email);
        await Grains.User(Seed.People[0].Email).LinkParty(id);
        Assert.Equal((null, 1L), ((await ReadAsync(id)).Buyer.Id, (await ReadAsync(id)).Sequence));
    }

    [Fact]
    public async Task What_a_crash_cut_off_is_linked_after_the_restart_without_a_new_sign_in()
    {
        var id = await CreateAsync(Email);
        await SignInAsync(Email);
        await Cluster.Get<UserStore>().NameAsync(Email, "Leila", "Gharbi", CancellationToken.None);
        await Cluster.RestartAsync();
        Assert.Null((await ReadAsync(id)).Buyer.Id);

        await DhmadCluster.Eventually(async () =>
        {
            // The sweep's loop may start a moment after the runtime did.
            Cluster.Time.Advance(WaitingSweep.Period);
            return (await ReadAsync(id)).Buyer.Id is not null;
        });
    }

    [Fact]
    public async Task A_refund_that_waited_for_a_guest_is_theirs_when_they_sign_in()
    {
        var ledger = Cluster.Get<Storage.Ledger.LedgerStore>();
        await ledger.PostAsync(
            new LedgerTransaction("66d4a0c19b3c5e7a2f1d8c99", Movement.LatePayment, Now,
            [
                new LedgerEntry(new LedgerAccount(AccountKind.RailClearing, "sandbox_card"), -500),
                new LedgerEntry(new LedgerAccount(AccountKind.Unclaimed, Email), 500),
            ]),
            CancellationToken.None);
        var user = (await SignInAsync(Email)).User!;
        Assert.Equal(500, (await Cluster.Get<WalletStore>().ReadAsync(user.Id, CancellationToken.None)).AvailableTnd);
    }

    private async Task<string> CreateAsync(string buyerEmail, string? sellerEmail = null)
    {
        var id = Cluster.Get<Domain.IdSource>().NewId(Now);
        var input = new NewEscrow
        {
            Title = "Cargo bike",
            Amount = 100,
            Currency = Currency.Tnd,
            Mode = EscrowMode.Quick,
            BuyerEmail = buyerEmail,
            SellerEmail = sellerEmail,
            EstimatedDeliveryDays = 4,
        };
        var created = await Grains.GetGrain<Escrows.IEscrowGrain>(id).Create(
            new Escrows.CreateEscrow(input, Seed.Developer.Id, null, null));
        Assert.Null(created.Refusal);
        return id;
    }

    private async Task<Escrow> ReadAsync(string id) => (await Grains.GetGrain<Escrows.IEscrowGrain>(id).Read())!.Escrow;
}
