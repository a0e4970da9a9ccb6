using Dhmad.Domain.Accounts;
using Dhmad.Grains.Accounts;

namespace Dhmad.Grains.Tests.Accounts;

public sealed class DeveloperLoginTests : AccountsTest
{
    private const string Wrong = "Wrong-password-1";

    [Fact]
    public async Task The_right_pair_gives_a_token_for_twelve_hours()
    {
        var issued = (await LogInAsync(Seed.Password)).Token!;
        var grain = Grains.DeveloperToken(SecretToken.Hash(issued.Token));
        Assert.True(SecretToken.IsWellFormed(issued.Token, SecretToken.DeveloperPrefix));
        Assert.Equal(Now.AddHours(12), issued.ExpiresAt);
        Assert.Equal(Seed.Developer.Id, await grain.Authenticate());

        Cluster.Time.Jump(TimeSpan.FromHours(12));
        Assert.Null(await grain.Authenticate());
    }

    [Fact]
    public async Task An_ended_token_is_gone_at_once()
    {
        var issued = (await LogInAsync(Seed.Password)).Token!;
        await Grains.DeveloperToken(SecretToken.Hash(issued.Token)).End();
        Assert.Null(await Grains.DeveloperToken(SecretToken.Hash(issued.Token)).Authenticate());
    }

    [Fact]
    public async Task Wrong_passwords_and_unknown_accounts_get_the_same_answers_until_both_must_wait()
    {
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(new LoginAnswer(null), await LogInAsync(Wrong));
            Assert.Equal(new LoginAnswer(null), await Grains.DeveloperLogin("nobody@example.tn").LogIn(Wrong, Address));
        }

        Assert.Equal(new LoginAnswer(null, 900), await LogInAsync(Seed.Password));
        Assert.Equal(new LoginAnswer(null, 900), await Grains.DeveloperLogin("nobody@example.tn").LogIn(Wrong, Address));
        Assert.NotNull((await LogInAsync(Seed.Password, "192.0.2.2")).Token);

        Cluster.Time.Jump(TimeSpan.FromMinutes(15));
        Assert.NotNull((await LogInAsync(Seed.Password)).Token);
    }

    private Task<LoginAnswer> LogInAsync(string password, string address = Address) =>
        Grains.DeveloperLogin(Seed.Developer.Email).LogIn(password, address);
}
