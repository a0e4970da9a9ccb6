using System.Text.Json;
using Dhmad.Domain.Accounts;
using Dhmad.Domain.Ledger;
using Dhmad.Grains.Accounts;
using Dhmad.Storage.Accounts;
using Dhmad.Storage.Ledger;

namespace Dhmad.Grains.Tests.Accounts;

public sealed class UserGrainTests : AccountsTest
{
    private const string Email = "leila@example.tn";

    [Fact]
    public async Task The_first_sign_in_makes_the_user_and_names_come_after()
    {
        Assert.Null(await Grains.User(Email).Read());
        var entered = await SignInAsync(Email);
        Assert.Equal((CodeVerdict.SignedIn, Email, false), (entered.Verdict, entered.User!.Email, entered.User.HasNames));
        Assert.Equal(Now.AddHours(12), entered.EndsAt);

        var named = await Grains.User(Email).GiveNames("Leila", "Gharbi");
        Assert.True(named.Value!.HasNames);
        Assert.Equal(named.Value, (await AuthenticateAsync(entered.Cookie!))!.User);
    }

    [Theory]
    [InlineData("", "Gharbi", "firstName")]
    [InlineData("Leila", " ", "lastName")]
    [InlineData("Lei\nla", "Gharbi", "firstName")]
    public async Task Names_are_one_to_a_hundred_characters_each(string first, string last, string field)
    {
        await SignInAsync(Email);
        var refusal = (await Grains.User(Email).GiveNames(first, last)).Refusal!;
        Assert.Equal(("VALIDATION_FAILED", field), (refusal.Code, refusal.Details!.Keys.Single()));
        Assert.Equal("VALIDATION_FAILED", (await Grains.User(Email).GiveNames(new string('x', 101), "y")).Refusal!.Code);
        Assert.False((await Grains.User(Email).Read())!.HasNames);
    }

    [Fact]
    public async Task Nobody_is_named_before_the_first_sign_in() =>
        Assert.Equal("USER_NOT_FOUND", (await Grains.User(Email).GiveNames("Leila", "Gharbi")).Refusal!.Code);

    [Fact]
    public async Task Asking_is_answered_alike_whether_or_not_a_user_has_the_email()
    {
        var known = await Grains.User(Seed.People[0].Email).AskCode(new CodeRequest("b1", Address, "en"));
        var unknown = await Grains.User(Email).AskCode(new CodeRequest("b2", Address, "en"));
        Assert.Equal(known, unknown);
        Assert.Equal(new CodeAsked(true, Now.AddSeconds(60)), unknown);
        Assert.Equal(new CodeAsked(false, Now.AddSeconds(60)), await Grains.User(Email).AskCode(new CodeRequest("b2", Address, "en")));
        var (one, two) = (await LastMailAsync(Email), await LastMailAsync(Seed.People[0].Email));
        Assert.Equal(one!.Text.Replace(one.Code!, two!.Code, StringComparison.Ordinal), two.Text);
    }

    [Fact]
    public async Task A_wrong_code_counts_down_and_an_old_one_is_ended()
    {
        await Grains.User(Email).AskCode(new CodeRequest("b", Address, "en"));
        var code = (await LastMailAsync(Email))!.Code!;
        var wrong = code == "000000" ? "000001" : "000000";
        Assert.Equal((CodeVerdict.Wrong, 4), await TryAsync(wrong, "b"));
        Assert.Equal((CodeVerdict.Ended, 0), await TryAsync(code, "another browser"));
        Cluster.Time.Jump(TimeSpan.FromMinutes(10));
        Assert.Equal((CodeVerdict.Ended, 0), await TryAsync(code, "b"));
    }

    /// <summary>PostgreSQL takes no half of a surrogate pair; whoever signs in did not choose where the name is cut.</summary>
    [Fact]
    public async Task A_browsers_name_that_is_too_long_is_cut_between_characters()
    {
        var name = new string('x', SignIn.MaxBrowserNameLength - 1);
        await Grains.User(Email).AskCode(new CodeRequest("b", Address, "en"));
        var entry = new CodeEntry((await LastMailAsync(Email))!.Code!, "b", Address, "en", BrowserName: name + "🙂");
        var cookie = (await Grains.User(Email).EnterCode(entry)).Cookie!;
        var kept = await Cluster.Get<SignInStore>().FindAsync(SecretToken.Hash(cookie), CancellationToken.None);
        Assert.Equal(name, kept!.Value.SignIn.BrowserName);
    }

    [Fact]
    public async Task Of_two_tries_at_once_one_signs_in()
    {
        await Grains.User(Email).AskCode(new CodeRequest("b", Address, "en"));
        var code = (await LastMailAsync(Email))!.Code!;
        var verdicts = await Task.WhenAll(TryAsync(code, "b"), TryAsync(code, "b"));
        Assert.Single(verdicts, verdict => verdict.Verdict == CodeVerdict.SignedIn);
    }

    [Fact]
    public async Task A_sign_in_slides_with_use_for_seven_days()
    {
        var entered = await SignInAsync(Email);
        for (var day = 0; day < 13; day++)
        {
            Cluster.Time.Jump(TimeSpan.FromHours(12) - TimeSpan.FromMilliseconds(1));
            Assert.NotNull(await AuthenticateAsync(entered.Cookie!));
        }

        Cluster.Time.Jump(TimeSpan.FromHours(11));
        Assert.NotNull(await AuthenticateAsync(entered.Cookie!));
        Cluster.Time.Jump(TimeSpan.FromHours(1) + TimeSpan.FromMilliseconds(13));
        Assert.Null(await AuthenticateAsync(entered.Cookie!));
    }

    [Fact]
    public async Task A_new_code_in_the_same_browser_ends_the_old_cookie_and_refreshes_the_step_up()
    {
        var first = await SignInAsync(Email);
        Cluster.Time.Jump(TimeSpan.FromMinutes(31));
        var second = await SignInAsync(Email, currentCookie: first.Cookie);
        Assert.Null(await AuthenticateAsync(first.Cookie!));
        Assert.Equal(Now, (await AuthenticateAsync(second.Cookie!))!.CodeAt);
        await Grains.SignIn(SecretToken.Hash(second.Cookie!)).End();
        Assert.Null(await AuthenticateAsync(second.Cookie!));
    }

    [Fact]
    public async Task A_top_up_creates_the_user_and_a_repeat_is_not_run_again()
    {
        var answer = (await Grains.User(Email).TopUp(12_345, await ClaimAsync("k1"))).Value!;
        Assert.Equal(12.345m, JsonDocument.Parse(answer.Body).RootElement.GetProperty("balance").GetProperty("available").GetDecimal());
        Assert.Equal(answer.Body, await ReplayedAsync("k1"));
        var user = (await Grains.User(Email).Read())!;
        Assert.Equal(new Balance(12_345, 0, 0), await Cluster.Get<WalletStore>().ReadAsync(user.Id, CancellationToken.None));
    }

    [Fact]
    public async Task Money_that_comes_while_signing_in_is_credited_by_the_sweep()
    {
        var user = (await SignInAsync(Email)).User!;
        await Cluster.Get<LedgerStore>().PostAsync(
            new LedgerTransaction("66d4a0c19b3c5e7a2f1d8c99", Movement.LatePayment, Now,
            [
                new LedgerEntry(new LedgerAccount(AccountKind.RailClearing, "sandbox_card"), -500),
                new LedgerEntry(new LedgerAccount(AccountKind.Unclaimed, Email), 500),
            ]),
            CancellationToken.None);

        await Cluster.AdvanceAsync(WaitingSweep.Period);
        await Testing.DhmadCluster.Eventually(async () =>
            (await Cluster.Get<WalletStore>().ReadAsync(user.Id, CancellationToken.None)).AvailableTnd == 500);
    }

    private async Task<(CodeVerdict Verdict, int TriesLeft)> TryAsync(string code, string browser)
    {
        var entered = await Grains.User(Email).EnterCode(new CodeEntry(code, browser, Address, "en"));
        return (entered.Verdict, entered.TriesLeft);
    }
}
