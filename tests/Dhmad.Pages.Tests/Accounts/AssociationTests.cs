using Dhmad.Grains.Accounts;
using Dhmad.Pages.Tests.Kit;

namespace Dhmad.Pages.Tests.Accounts;

/// <summary>Following a mailed association link and confirming it.</summary>
public class AssociationTests(Site site) : IClassFixture<Site>
{
    [Fact]
    public async Task The_user_signs_in_sees_who_asks_and_confirms()
    {
        await using var shop = await site.OpenShopAsync();
        using var sami = new Visitor(site);
        var path = await InviteAsync(shop, shop.Buyer);

        var page = await SignInAsync(sami, await sami.OpenAsync(path), shop.Buyer);
        Assert.Contains("Let this developer act for you?", page.Text, StringComparison.Ordinal);
        Assert.Contains("Velo Souk", page.Text, StringComparison.Ordinal);
        var linked = (await sami.PostAsync(page.Form(path))).Expect(200);
        Assert.Contains("You are linked", linked.Text, StringComparison.Ordinal);
        var developer = await site.Grains.Developer(shop.DeveloperId).Read();
        Assert.Equal(shop.Buyer, developer!.Association!.User.Email);
    }

    [Fact]
    public async Task A_link_works_once_for_a_day_and_only_for_its_user()
    {
        await using var shop = await site.OpenShopAsync();
        using var sami = new Visitor(site);
        using var other = new Visitor(site);
        var path = await InviteAsync(shop, shop.Buyer);
        await SignInAsync(other, await other.OpenAsync(path), shop.Seller);
        Assert.Contains("too old or was used", (await other.GetAsync(path)).Expect(410).Text, StringComparison.Ordinal);

        var page = await SignInAsync(sami, await sami.OpenAsync(path), shop.Buyer);
        (await sami.PostAsync(page.Form(path))).Expect(200);
        (await sami.PostAsync(page.Form(path))).Expect(410);
        (await sami.GetAsync("/dashboard/association/" + new string('0', 64))).Expect(410);
    }

    [Fact]
    public async Task After_a_day_the_link_has_ended()
    {
        await using var shop = await site.OpenShopAsync();
        using var sami = new Visitor(site);
        var path = await InviteAsync(shop, shop.Buyer);
        site.Time!.Jump(TimeSpan.FromHours(24));
        var page = await SignInAsync(sami, await sami.OpenAsync(path), shop.Buyer);
        page.Expect(410);
    }

    [Fact]
    public async Task With_an_old_code_a_fresh_one_is_asked_first()
    {
        await using var shop = await site.OpenShopAsync();
        using var sami = new Visitor(site);
        await SignInAsync(sami, await sami.OpenAsync("/login"), shop.Buyer);
        site.Time!.Jump(TimeSpan.FromMinutes(31));
        var path = await InviteAsync(shop, shop.Buyer);

        var page = (await sami.OpenAsync(path)).Expect(200);
        Assert.Contains("Confirm that it is you", page.Text, StringComparison.Ordinal);
        page = await sami.SubmitAsync(page.Form("/login"));
        var code = (await site.NextMailAsync(shop.Buyer)).Code!;
        page = await sami.SubmitAsync(page.FormWith("code").With("code", code));
        Assert.Contains("Let this developer act for you?", page.Text, StringComparison.Ordinal);
    }

    private async Task<string> InviteAsync(Shop shop, string email)
    {
        await site.Grains.Developer(shop.DeveloperId).Dissociate();
        var invited = await site.Grains.Developer(shop.DeveloperId).Invite(email, null);
        Assert.False(invited.IsRefused, invited.Refusal?.Message);
        return new Uri((await site.NextMailAsync(email)).Links.Single()).AbsolutePath;
    }

    private async Task<Page> SignInAsync(Visitor person, Page page, string email)
    {
        page = await person.SubmitAsync(page.FormWith("email").With("email", email));
        return await person.SubmitAsync(page.FormWith("code").With("code", (await site.NextMailAsync(email)).Code!));
    }
}
