using System.Text;
using Dhmad.Domain.Accounts;
using Dhmad.Grains.Accounts;

namespace Dhmad.Grains.Tests.Accounts;

public sealed class DeveloperGrainTests : AccountsTest
{
    [Fact]
    public async Task Settings_change_where_something_is_sent()
    {
        await Developer.Change(new DeveloperSettingsChange(Website: "https://velo.tn", CompanyName: ""));
        var settings = (await Developer.Read())!.Settings;
        Assert.Equal(("Velo Souk", null, "https://velo.tn"), (settings.ApplicationName, settings.CompanyName, settings.Website));
        Assert.Equal(["http://localhost:3000/callback"], settings.RedirectUrls);
        await Developer.Change(new DeveloperSettingsChange(RedirectUrls: []));
        Assert.Empty((await Developer.Read())!.Settings.RedirectUrls);
        Assert.Null(await Grains.Developer("66d4a0c19b3c5e7a2f1d8c02").Read());
    }

    [Fact]
    public async Task A_signature_is_stored_and_seen()
    {
        Assert.False((await Developer.Read())!.HasSignature);
        Assert.Null(await Developer.ReadSignature());
        await Developer.SetSignature("data:image/png;base64,AAAA");
        Assert.True((await Developer.Read())!.HasSignature);
        Assert.Equal("data:image/png;base64,AAAA", await Developer.ReadSignature());
    }

    [Fact]
    public async Task A_mailed_link_that_its_user_confirms_associates_them()
    {
        await Developer.Dissociate();
        Assert.Null((await Developer.Read())!.AssociatedUser);
        var amel = Seed.People[0];
        var invited = await Developer.Invite(amel.Email, await ClaimAsync("k1"));
        Assert.Equal(202, invited.Value!.Status);
        Assert.Equal(invited.Value.Body, await ReplayedAsync("k1"));
        Assert.Equal(new PendingAssociation(amel.Email, Now.AddHours(24)), await Developer.ReadPendingAssociation());

        var token = (await LastMailAsync(amel.Email))!.Links.Single().Split('/')[^1];
        Assert.Equal("ASSOCIATION_LINK_EXPIRED", (await Grains.User(Seed.People[1].Email).AcceptOffer(token)).Refusal!.Code);
        Assert.Equal("Velo Souk", (await Grains.User(amel.Email).ReadOffer(token)).Value!.Name);
        Assert.Equal(Seed.Developer.Id, (await Grains.User(amel.Email).AcceptOffer(token)).Value!.DeveloperId);

        Assert.Equal(new Association(amel.ToPerson(), Now), (await Developer.Read())!.Association);
        Assert.Null(await Developer.ReadPendingAssociation());
        Assert.Equal("ASSOCIATION_LINK_EXPIRED", (await Grains.User(amel.Email).AcceptOffer(token)).Refusal!.Code);
    }

    [Fact]
    public async Task Invitations_are_refused_with_their_codes()
    {
        var other = await SeedAsync();
        Assert.Equal("ALREADY_ASSOCIATED", await RefusedAsync(Seed.People[0].Email));
        await Developer.Dissociate();
        Assert.Equal("USER_NOT_FOUND", await RefusedAsync("nobody@example.tn"));
        Assert.Equal("USER_ASSOCIATED_ELSEWHERE", await RefusedAsync(other.AssociatedUser.Email));

        async Task<string> RefusedAsync(string email) => (await Developer.Invite(email, null)).Refusal!.Code;
    }

    [Fact]
    public async Task New_names_of_the_associated_user_are_seen_at_once()
    {
        Assert.Equal("Nour", (await Developer.Read())!.AssociatedUser!.FirstName);
        await Grains.User(Seed.AssociatedUser.Email).GiveNames(" Leila ", "Gharbi");
        Assert.Equal(("Leila", "Gharbi"), ((await Developer.Read())!.AssociatedUser!.FirstName, (await Developer.Read())!.AssociatedUser!.LastName));
    }

    [Fact]
    public void The_seed_tells_everything_a_script_needs()
    {
        var json = System.Text.Json.JsonDocument.Parse(Encoding.UTF8.GetBytes(Seed.ToJson())).RootElement;
        Assert.Equal(Seed.ApiKey, json.GetProperty("apiKey").GetString());
        Assert.Equal(Seed.Password, json.GetProperty("developer").GetProperty("password").GetString());
        Assert.Null(PasswordRules.WhyNot(Seed.Password));
        Assert.Equal(Seed.AssociatedUser.Email, json.GetProperty("associatedUser").GetProperty("email").GetString());
    }
}
