using Dhmad.Domain.Accounts;
using Dhmad.Storage.Accounts;

namespace Dhmad.Storage.Tests.Accounts;

public abstract class AssociationSuite : StoreSuite
{
    [SkippableFact]
    public async Task A_followed_link_associates_once()
    {
        await using var fixture = await OpenAsync();
        var accounts = new AccountsFixture(fixture);
        var (store, developers) = (new AssociationStore(fixture.Database), new DeveloperStore(fixture.Database));
        var developer = await accounts.AddDeveloperAsync("dev@example.tn");
        var user = await accounts.AddUserAsync("amel@example.tn");
        var link = accounts.NewLink(developer.Id, user.Email);

        Assert.Equal(InviteOutcome.Done, await InviteAsync(accounts, link));
        Assert.Equal(new PendingAssociation(user.Email, link.ExpiresAt), await store.FindPendingAsync(developer.Id, accounts.Now, default));
        Assert.Equal(link, await store.FindLinkAsync(link.LinkHash, accounts.Now, default));
        Assert.Equal(InviteOutcome.Done, await store.AssociateAsync(accounts.Ids.NewId(accounts.Now), link.LinkHash, user.ToPerson(), accounts.Now, default));

        Assert.Equal(new Association(user.ToPerson(), accounts.Now), (await developers.FindAsync(developer.Id, default))!.Association);
        Assert.Equal(developer.Id, await store.FindDeveloperAsync(user.Id, default));
        Assert.Null(await store.FindPendingAsync(developer.Id, accounts.Now, default));
        Assert.Equal(InviteOutcome.LinkEnded, await store.AssociateAsync(accounts.Ids.NewId(accounts.Now), link.LinkHash, user.ToPerson(), accounts.Now, default));
    }

    [SkippableFact]
    public async Task A_link_is_for_its_user_for_a_day_and_until_the_next_one()
    {
        await using var fixture = await OpenAsync();
        var accounts = new AccountsFixture(fixture);
        var store = new AssociationStore(fixture.Database);
        var developer = await accounts.AddDeveloperAsync("dev@example.tn");
        var user = await accounts.AddUserAsync("amel@example.tn");
        var other = await accounts.AddUserAsync("sami@example.tn");
        var (first, second) = (accounts.NewLink(developer.Id, user.Email), accounts.NewLink(developer.Id, user.Email));
        await InviteAsync(accounts, first);
        await InviteAsync(accounts, second);

        Assert.Null(await store.FindLinkAsync(first.LinkHash, accounts.Now, default));
        Assert.Null(await store.FindLinkAsync(second.LinkHash, accounts.Now.AddHours(24), default));
        Assert.Equal(InviteOutcome.LinkEnded, await store.AssociateAsync("a", first.LinkHash, user.ToPerson(), accounts.Now, default));
        Assert.Equal(InviteOutcome.LinkEnded, await store.AssociateAsync("a", second.LinkHash, other.ToPerson(), accounts.Now, default));
        Assert.Equal(InviteOutcome.LinkEnded, await store.AssociateAsync("a", second.LinkHash, user.ToPerson(), accounts.Now.AddHours(24), default));
        await store.EndAsync(developer.Id, accounts.Now, default);
        Assert.Null(await store.FindLinkAsync(second.LinkHash, accounts.Now, default));
    }

    [SkippableFact]
    public async Task A_link_goes_a_day_after_it_expired()
    {
        await using var fixture = await OpenAsync();
        var accounts = new AccountsFixture(fixture);
        var store = new AssociationStore(fixture.Database);
        var user = await accounts.AddUserAsync("amel@example.tn");
        foreach (var email in new[] { "one@example.tn", "two@example.tn" })
        {
            await InviteAsync(accounts, accounts.NewLink((await accounts.AddDeveloperAsync(email)).Id, user.Email));
            accounts.Now = accounts.Now.AddHours(1);
        }

        var gone = DatabaseFixture.Start + AssociationLink.Lifetime + AssociationLink.Kept;
        Assert.Equal(0, await store.DeleteOldLinksAsync(gone, default));
        Assert.Equal(1, await store.DeleteOldLinksAsync(gone.AddMilliseconds(1), default));
        Assert.Equal(1, await store.DeleteOldLinksAsync(gone.AddHours(2), default));
    }

    [SkippableFact]
    public async Task One_user_per_developer_and_one_developer_per_user()
    {
        await using var fixture = await OpenAsync();
        var accounts = new AccountsFixture(fixture);
        var store = new AssociationStore(fixture.Database);
        var (one, two) = (await accounts.AddDeveloperAsync("one@example.tn"), await accounts.AddDeveloperAsync("two@example.tn"));
        var (amel, sami) = (await accounts.AddUserAsync("amel@example.tn"), await accounts.AddUserAsync("sami@example.tn"));
        var late = accounts.NewLink(two.Id, amel.Email);
        Assert.Equal(InviteOutcome.Done, await InviteAsync(accounts, late));
        var link = accounts.NewLink(one.Id, amel.Email);
        await InviteAsync(accounts, link);
        await store.AssociateAsync("a1", link.LinkHash, amel.ToPerson(), accounts.Now, default);

        Assert.Equal(InviteOutcome.UserUnknown, await InviteAsync(accounts, accounts.NewLink(one.Id, "nobody@example.tn")));
        Assert.Equal(InviteOutcome.AlreadyAssociated, await InviteAsync(accounts, accounts.NewLink(one.Id, sami.Email)));
        Assert.Equal(InviteOutcome.UserAssociatedElsewhere, await InviteAsync(accounts, accounts.NewLink(two.Id, amel.Email)));
        Assert.Equal(
            InviteOutcome.UserAssociatedElsewhere, await store.AssociateAsync("a2", late.LinkHash, amel.ToPerson(), accounts.Now, default));

        await store.EndAsync(one.Id, accounts.Now, default);
        Assert.Equal(InviteOutcome.Done, await store.AssociateAsync("a3", late.LinkHash, amel.ToPerson(), accounts.Now, default));
        Assert.Null((await new DeveloperStore(fixture.Database).FindAsync(one.Id, default))!.Association);
    }

    [SkippableFact]
    public async Task A_refused_invitation_mails_nothing()
    {
        await using var fixture = await OpenAsync();
        var accounts = new AccountsFixture(fixture);
        var developer = await accounts.AddDeveloperAsync("dev@example.tn");
        await InviteAsync(accounts, accounts.NewLink(developer.Id, "nobody@example.tn"));
        Assert.Empty((await new MailStore(fixture.Database).PageAsync(null, null, 10, default)).Mails);
    }

    private static Task<InviteOutcome> InviteAsync(AccountsFixture accounts, AssociationLink link) =>
        new AssociationStore(accounts.Database).InviteAsync(link, accounts.NewMail(link.Email), null, default);
}
