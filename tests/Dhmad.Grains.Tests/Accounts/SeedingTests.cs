using Dhmad.Domain.Accounts;
using Dhmad.Grains.Accounts;
using Dhmad.Silo.Accounts;
using Dhmad.Storage.Accounts;
using Dhmad.Storage.Ledger;
using Dhmad.Storage.Webhooks;

namespace Dhmad.Grains.Tests.Accounts;

public sealed class SeedingTests : AccountsTest
{
    [Fact]
    public async Task A_seed_is_a_developer_who_can_start_at_once()
    {
        var developer = (await Developer.Read())!;
        Assert.Equal(Seed.AssociatedUser.ToPerson(), developer.AssociatedUser);
        Assert.Equal([Seeding.RedirectUrl], developer.Settings.RedirectUrls);
        Assert.Equal(Seed.Developer.Id, (await Key(Seed.ApiKey).Authenticate())!.DeveloperId);
        Assert.NotNull((await Grains.DeveloperLogin(Seed.Developer.Email).LogIn(Seed.Password, Address)).Token);
        var endpoint = Assert.Single(await Cluster.Get<EndpointStore>().ListAsync(Seed.Developer.Id, CancellationToken.None));
        Assert.Equal(Seed.Webhook.Url, endpoint.Url);
        foreach (var person in Seed.People)
        {
            Assert.True((await Grains.User(person.Email).Read())!.HasNames);
            Assert.Equal(
                new Balance(Seeding.WalletTnd, 0, 0), await Cluster.Get<WalletStore>().ReadAsync(person.Id, CancellationToken.None));
        }
    }

    [Fact]
    public async Task The_books_balance_after_seeds_and_top_ups()
    {
        await SeedAsync();
        await Grains.User(Seed.People[0].Email).TopUp(1, null);
        var proof = await Cluster.Get<LedgerProof>().ProveAsync(Now, CancellationToken.None);
        Assert.True(proof.Ok, string.Join('\n', proof.Checks));
    }

    [Fact]
    public async Task Another_seed_made_beside_a_running_server_has_people_of_its_own_and_works_there()
    {
        await using var beside = await Cluster.StartBesideAsync();
        var second = await beside.Get<Seeding>().MakeAsync(CancellationToken.None);

        var emails = Emails(Seed).Concat(Emails(second)).ToList();
        Assert.Equal(emails.Count, emails.Distinct().Count());
        Assert.Equal(second.Developer.Id, (await Key(second.ApiKey).Authenticate())!.DeveloperId);
        Assert.False(await Cluster.Get<Seeding>().IsFirstStartAsync(CancellationToken.None));
    }

    private static IEnumerable<string> Emails(Seed seed) =>
        [seed.Developer.Email, seed.AssociatedUser.Email, .. seed.People.Select(person => person.Email)];
}
