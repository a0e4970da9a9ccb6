using Dhmad.Domain.Accounts;
using Dhmad.Domain.Escrows;
using Dhmad.Storage.Escrows;

namespace Dhmad.Storage.Tests;

/// <summary>Lists over escrows: whose, in which order, and how many.</summary>
public abstract class EscrowQueriesSuite : StoreSuite
{
    [SkippableFact]
    public async Task Escrows_are_listed_by_role_newest_first()
    {
        await using var fixture = await OpenAsync();
        var lives = await WriteAsync(fixture, 9, index => (
            index % 3 == 0 ? "amel" : "sami", index % 3 == 1 ? "amel" : "zied", index < 5 ? "shop" : "other"));
        string[] Ids(Func<Life, bool> wanted) =>
            [.. lives.Where(wanted).Reverse().Select(life => life.Escrow.Id)];

        await AssertPageAsync(fixture, new(EscrowRole.Party, "amel"), Ids(IsPartyAmel));
        await AssertPageAsync(fixture, new(EscrowRole.Buyer, "amel"), Ids(life => life.Escrow.Buyer.Id == "amel"));
        await AssertPageAsync(fixture, new(EscrowRole.Seller, "amel"), Ids(life => life.Escrow.Seller.Id == "amel"));
        await AssertPageAsync(fixture, new(EscrowRole.Creator, "shop"), Ids(life => life.Escrow.DeveloperId == "shop"));
        await AssertPageAsync(fixture, new(EscrowRole.Party, "nobody"), []);

        foreach (var life in lives.Take(4)) await fixture.CommitAsync(life.Pay());
        foreach (var life in lives.Take(2)) await fixture.CommitAsync(life.Deliver());
        await AssertPageAsync(
            fixture, new(EscrowRole.Party, "amel", EscrowStatus.Delivered), Ids(life => IsPartyAmel(life) && life.Escrow.Status == EscrowStatus.Delivered));
        await AssertPageAsync(
            fixture, new(EscrowRole.Creator, "shop", EscrowStatus.Paid), Ids(life => life.Escrow.Status == EscrowStatus.Paid));
        await AssertPageAsync(fixture, new(EscrowRole.Creator, "shop"), Ids(life => life.Escrow.DeveloperId == "shop"));

        static bool IsPartyAmel(Life life) => life.Escrow.Buyer.Id == "amel" || life.Escrow.Seller.Id == "amel";
    }

    [SkippableFact]
    public async Task Pages_cut_the_list_and_past_its_end_are_empty()
    {
        await using var fixture = await OpenAsync();
        var lives = await WriteAsync(fixture, 7, _ => ("amel", "sami", "shop"));
        foreach (var life in lives.Where((_, index) => index % 2 == 0)) await fixture.CommitAsync(life.Pay());
        var queries = new EscrowQueries(fixture.Database);
        var filter = new EscrowFilter(EscrowRole.Creator, "shop");
        var pages = new List<string>();
        for (var number = 1; number <= 4; number++)
        {
            var page = await queries.PageAsync(filter, number, limit: 3, CancellationToken.None);
            Assert.Equal(7, page.Total);
            pages.AddRange(page.Escrows.Select(escrow => escrow.Id));
        }

        Assert.Equal(lives.Reverse().Select(life => life.Escrow.Id), pages);
        var far = await queries.PageAsync(filter, int.MaxValue, limit: 100, CancellationToken.None);
        Assert.Equal((7, 0), (far.Total, far.Escrows.Count));
    }

    [SkippableFact]
    public async Task Escrows_whose_clock_is_due_are_found_at_their_instant()
    {
        await using var fixture = await OpenAsync();
        var lives = await WriteAsync(fixture, 3, _ => ("amel", "sami", "shop"));
        var queries = new EscrowQueries(fixture.Database);
        var expiry = lives[0].Escrow.ExpiresAt;
        Assert.Empty(await queries.DueAsync(expiry.AddMilliseconds(-1), 0, 10, CancellationToken.None));
        Assert.Equal([lives[0].Escrow.Id], await queries.DueAsync(expiry, 0, 10, CancellationToken.None));
        await fixture.CommitAsync(lives[0].Pay());
        Assert.Empty(await queries.DueAsync(expiry, 0, 10, CancellationToken.None));
        await fixture.CommitAsync(lives[0].Deliver());
        var silence = lives[0].Escrow.CompletionDeadline!.Value;
        Assert.Equal([lives[0].Escrow.Id], await queries.DueAsync(silence, 0, 10, CancellationToken.None));
        Assert.Equal(2, (await queries.DueAsync(expiry.AddDays(40), 0, 2, CancellationToken.None)).Count);
    }

    [SkippableFact]
    public async Task Escrows_created_since_an_instant_are_counted_whatever_became_of_them()
    {
        await using var fixture = await OpenAsync();
        var lives = await WriteAsync(fixture, 5, index => ("amel", "sami", index == 4 ? "other" : "shop"));
        await fixture.CommitAsync(lives[3].Cancel());
        var queries = new EscrowQueries(fixture.Database);
        Assert.Equal(4, await queries.CountCreatedAsync("shop", DatabaseFixture.Start, CancellationToken.None));
        Assert.Equal(2, await queries.CountCreatedAsync("shop", lives[2].Escrow.CreatedAt, CancellationToken.None));
        Assert.Equal(0, await queries.CountCreatedAsync("shop", lives[4].Escrow.CreatedAt, CancellationToken.None));
    }

    [SkippableFact]
    public async Task Escrows_that_invite_an_email_are_found_until_it_is_linked()
    {
        await using var fixture = await OpenAsync();
        var (buys, sells) = (fixture.NewLife(), fixture.NewLife());
        buys.Escrow = buys.Escrow with { Buyer = new Person(null, "new@example.tn") };
        sells.Escrow = sells.Escrow with { Seller = new Person(null, "new@example.tn") };
        await fixture.CommitAsync(buys.Create(), sells.Create(), fixture.NewLife().Create());
        var queries = new EscrowQueries(fixture.Database);
        Assert.Equal(
            new[] { buys.Escrow.Id, sells.Escrow.Id }.Order(StringComparer.Ordinal),
            await queries.InvitedAsync("new@example.tn", 10, CancellationToken.None));
        await fixture.CommitAsync(buys.Commit(
            buys.Escrow with { Buyer = new Person("new", "new@example.tn") }, "escrow.party.linked"));
        Assert.Equal([sells.Escrow.Id], await queries.InvitedAsync("new@example.tn", 10, CancellationToken.None));
        await AssertPageAsync(fixture, new(EscrowRole.Buyer, "new"), [buys.Escrow.Id]);
    }

    [SkippableFact]
    public async Task A_read_sees_one_snapshot()
    {
        await using var fixture = await OpenAsync();
        const string count = "SELECT count(*) FROM escrows";
        await fixture.CommitAsync(fixture.NewLife().Create());
        var counts = await fixture.Database.ReadAsync(
            async work =>
            {
                var before = await work.FirstAsync<long>(count);
                await fixture.CommitAsync(fixture.NewLife().Create());
                return (before, await work.FirstAsync<long>(count));
            },
            CancellationToken.None);
        Assert.Equal((1, 1), counts);
        Assert.Equal(2, await fixture.Database.ReadAsync(work => work.FirstAsync<long>(count), CancellationToken.None));
    }

    [SkippableFact]
    public async Task Held_money_of_a_party_is_that_of_open_escrows()
    {
        await using var fixture = await OpenAsync();
        var lives = await WriteAsync(fixture, 4, index => index < 2 ? ("amel", "sami", "shop") : ("zied", "amel", "shop"));
        Assert.Equal(0, await HeldAsync(fixture, "amel"));
        await fixture.CommitAsync(lives[0].Pay(), lives[1].Pay(), lives[1].Deliver(), lives[2].Pay());
        Assert.Equal(3 * Life.Amount, await HeldAsync(fixture, "amel"));
        await fixture.CommitAsync(lives[1].Complete());
        Assert.Equal(2 * Life.Amount, await HeldAsync(fixture, "amel"));
        Assert.Equal(Life.Amount, await HeldAsync(fixture, "sami"));
    }

    private static Task<long> HeldAsync(DatabaseFixture fixture, string userId) =>
        fixture.Database.ReadAsync(work => EscrowQueries.HeldOfPartyAsync(work, userId), CancellationToken.None);

    /// <summary>Escrows a second apart, oldest first.</summary>
    private static async Task<Life[]> WriteAsync(
        DatabaseFixture fixture, int count, Func<int, (string Buyer, string Seller, string Developer)> who)
    {
        var lives = new Life[count];
        for (var index = 0; index < count; index++)
        {
            var (buyer, seller, developer) = who(index);
            var life = lives[index] = new Life(fixture.Ids, DatabaseFixture.Start.AddSeconds(index));
            life.Escrow = life.Escrow with
            {
                Buyer = new Person(buyer, $"{buyer}@example.tn"),
                Seller = new Person(seller, $"{seller}@example.tn"),
                DeveloperId = developer,
            };
            await fixture.CommitAsync(life.Create());
        }

        return lives;
    }

    private static async Task AssertPageAsync(DatabaseFixture fixture, EscrowFilter filter, string[] expected)
    {
        var page = await new EscrowQueries(fixture.Database).PageAsync(filter, page: 1, limit: 100, CancellationToken.None);
        Assert.Equal(expected, page.Escrows.Select(escrow => escrow.Id));
        Assert.Equal(expected.Length, page.Total);
    }
}
