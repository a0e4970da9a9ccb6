using Dhmad.Domain.Accounts;
using Dhmad.Domain.Ledger;
using Dhmad.Storage.Accounts;
using Dhmad.Storage.Ledger;

namespace Dhmad.Storage.Tests.Accounts;

public abstract class SignInSuite : StoreSuite
{
    private const string Email = "sami@example.tn";

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    [SkippableFact]
    public async Task The_first_right_code_creates_the_user_and_signs_in()
    {
        await using var fixture = await OpenAsync();
        var (accounts, codes) = On(fixture);
        Assert.True((await codes.AskAsync(accounts.NewCode(Email, "b1", "042137"), accounts.NewMail(Email, "042137"), default)).Sent);

        var attempt = accounts.Try(Email, "b1", "042137");
        var (verdict, _, user) = await codes.EnterAsync(attempt, default);

        Assert.Equal(CodeVerdict.SignedIn, verdict);
        Assert.Equal((attempt.Fresh.Id, Email, false), (user!.Id, user.Email, user.HasNames));
        var found = await new SignInStore(fixture.Database).FindAsync(attempt.CookieHash, default);
        Assert.Equal((user, accounts.Now, "Firefox"), (found!.Value.User, found.Value.SignIn.CodeAt, found.Value.SignIn.BrowserName));
    }

    [SkippableFact]
    public async Task A_code_works_once_and_only_in_the_browser_that_asked()
    {
        await using var fixture = await OpenAsync();
        var (accounts, codes) = On(fixture);
        await codes.AskAsync(accounts.NewCode(Email, "b1", "042137"), accounts.NewMail(Email), default);

        Assert.Equal(CodeVerdict.Ended, (await codes.EnterAsync(accounts.Try(Email, "b2", "042137"), default)).Verdict);
        Assert.Equal(CodeVerdict.SignedIn, (await codes.EnterAsync(accounts.Try(Email, "b1", "042137"), default)).Verdict);
        Assert.Equal(CodeVerdict.Ended, (await codes.EnterAsync(accounts.Try(Email, "b1", "042137"), default)).Verdict);
    }

    [SkippableFact]
    public async Task Wrong_tries_are_counted_for_good()
    {
        await using var fixture = await OpenAsync();
        var (accounts, codes) = On(fixture);
        await codes.AskAsync(accounts.NewCode(Email, "b1", "042137"), accounts.NewMail(Email), default);
        for (var left = 4; left > 0; left--)
        {
            var (verdict, triesLeft, user) = await codes.EnterAsync(accounts.Try(Email, "b1", "000000"), default);
            Assert.Equal((CodeVerdict.Wrong, left), (verdict, triesLeft));
            Assert.Null(user);
        }

        Assert.Equal(CodeVerdict.Ended, (await codes.EnterAsync(accounts.Try(Email, "b1", "000000"), default)).Verdict);
        Assert.Equal(CodeVerdict.Ended, (await codes.EnterAsync(accounts.Try(Email, "b1", "042137"), default)).Verdict);
        Assert.Null(await new UserStore(fixture.Database).FindAsync(Email, default));
    }

    [SkippableFact]
    public async Task A_new_code_ends_the_browsers_old_one_even_for_another_email()
    {
        await using var fixture = await OpenAsync();
        var (accounts, codes) = On(fixture);
        await codes.AskAsync(accounts.NewCode(Email, "b1", "111111"), accounts.NewMail(Email), default);
        await codes.AskAsync(accounts.NewCode("amel@example.tn", "b1", "222222"), accounts.NewMail("amel@example.tn"), default);

        Assert.Equal(CodeVerdict.Ended, (await codes.EnterAsync(accounts.Try(Email, "b1", "111111"), default)).Verdict);
        Assert.Equal(
            CodeVerdict.SignedIn, (await codes.EnterAsync(accounts.Try("amel@example.tn", "b1", "222222"), default)).Verdict);
    }

    [SkippableFact]
    public async Task A_mail_with_a_code_goes_after_a_day_and_any_other_after_thirty()
    {
        await using var fixture = await OpenAsync();
        var (accounts, _) = On(fixture);
        var (mails, first, now) = (new MailStore(fixture.Database), accounts.NewMail(Email), accounts.Now);
        var late = now.AddMilliseconds(500);
        await fixture.Database.WriteAsync(
            async work =>
            {
                await MailStore.WriteAsync(work, first);
                for (; accounts.Now <= late; accounts.Now += Tick)
                    await MailStore.WriteAsync(work, accounts.NewMail(Email, "042137"));
            },
            default);

        Assert.Equal(0, await mails.DeleteOldAsync(now + Mail.CodeKept, default));
        Assert.Equal(1, await mails.DeleteOldAsync(now + Mail.CodeKept + Tick, default));
        Assert.Equal(500, await mails.DeleteOldAsync(late + Mail.CodeKept + Tick, default));
        Assert.Equal(0, await mails.DeleteOldAsync(now + Mail.Kept, default));
        Assert.Equal(first.Id, Assert.Single((await mails.PageAsync(null, null, 10, default)).Mails).Id);
        Assert.Equal(1, await mails.DeleteOldAsync(now + Mail.Kept + Tick, default));
        Assert.Empty((await mails.PageAsync(null, null, 10, default)).Mails);
    }

    [SkippableFact]
    public async Task A_browser_waits_a_minute_for_its_next_code_and_another_does_not()
    {
        await using var fixture = await OpenAsync();
        var (accounts, codes) = On(fixture);
        await codes.AskAsync(accounts.NewCode(Email, "b1", "111111"), accounts.NewMail(Email), default);
        accounts.Now = accounts.Now.AddSeconds(59);

        var refused = await codes.AskAsync(accounts.NewCode(Email, "b1", "222222"), accounts.NewMail(Email), default);
        Assert.Equal((false, DatabaseFixture.Start.AddSeconds(60)), refused);
        Assert.True((await codes.AskAsync(accounts.NewCode(Email, "b2", "333333"), accounts.NewMail(Email), default)).Sent);
        Assert.Equal(CodeVerdict.SignedIn, (await codes.EnterAsync(accounts.Try(Email, "b1", "111111"), default)).Verdict);

        var mails = await new MailStore(fixture.Database).PageAsync(Email, null, 10, default);
        Assert.Equal(2, mails.Mails.Count);
    }

    [SkippableFact]
    public async Task Five_codes_an_hour_go_to_an_email_and_twenty_to_an_address()
    {
        await using var fixture = await OpenAsync();
        var (accounts, codes) = On(fixture);
        for (var i = 0; i < 5; i++)
            Assert.True((await codes.AskAsync(accounts.NewCode(Email, $"b{i}", "111111", "a"), accounts.NewMail(Email), default)).Sent);
        var sixth = await codes.AskAsync(accounts.NewCode(Email, "b9", "111111", "other"), accounts.NewMail(Email), default);
        Assert.Equal((false, DatabaseFixture.Start.AddHours(1)), sixth);

        for (var i = 5; i < 20; i++)
            Assert.True((await codes.AskAsync(accounts.NewCode($"u{i}@x.tn", "b", "111111", "a"), accounts.NewMail("u@x.tn"), default)).Sent);
        Assert.False((await codes.AskAsync(accounts.NewCode("last@x.tn", "b", "111111", "a"), accounts.NewMail("u@x.tn"), default)).Sent);
        Assert.True((await codes.AskAsync(accounts.NewCode("last@x.tn", "b", "111111", "c"), accounts.NewMail("u@x.tn"), default)).Sent);

        accounts.Now = accounts.Now.AddHours(1);
        Assert.True((await codes.AskAsync(accounts.NewCode(Email, "b9", "111111", "a"), accounts.NewMail(Email), default)).Sent);
    }

    [SkippableFact]
    public async Task Signing_in_replaces_the_sign_in_the_browser_had_and_use_prolongs_it()
    {
        await using var fixture = await OpenAsync();
        var (accounts, codes) = On(fixture);
        var signIns = new SignInStore(fixture.Database);
        await codes.AskAsync(accounts.NewCode(Email, "b1", "111111"), accounts.NewMail(Email), default);
        var first = accounts.Try(Email, "b1", "111111");
        await codes.EnterAsync(first, default);
        await signIns.UseAsync(first.CookieHash, accounts.Now.AddHours(11), default);
        Assert.True((await signIns.FindAsync(first.CookieHash, default))!.Value.SignIn.IsGoodAt(accounts.Now.AddHours(20)));

        accounts.Now = accounts.Now.AddMinutes(2);
        await codes.AskAsync(accounts.NewCode(Email, "b1", "222222"), accounts.NewMail(Email), default);
        var second = accounts.Try(Email, "b1", "222222", first.CookieHash);
        await codes.EnterAsync(second, default);

        Assert.False((await signIns.FindAsync(first.CookieHash, default))!.Value.SignIn.IsGoodAt(accounts.Now));
        Assert.True((await signIns.FindAsync(second.CookieHash, default))!.Value.SignIn.IsGoodAt(accounts.Now));
        await signIns.EndAsync(second.CookieHash, accounts.Now, default);
        Assert.False((await signIns.FindAsync(second.CookieHash, default))!.Value.SignIn.IsGoodAt(accounts.Now));
        Assert.Null(await signIns.FindAsync(accounts.Ids.NewHex(32), default));
    }

    [SkippableFact]
    public async Task Signing_in_credits_what_waited_for_the_email_once()
    {
        await using var fixture = await OpenAsync();
        var (accounts, codes) = On(fixture);
        var ledger = new LedgerStore(fixture.Database);
        await ledger.PostAsync(
            new LedgerTransaction(accounts.Ids.NewId(accounts.Now), Movement.LatePayment, accounts.Now,
            [
                new LedgerEntry(new LedgerAccount(AccountKind.RailClearing, "sandbox_card"), -7_500),
                new LedgerEntry(new LedgerAccount(AccountKind.Unclaimed, Email), 7_500),
            ]),
            default);
        await codes.AskAsync(accounts.NewCode(Email, "b1", "111111"), accounts.NewMail(Email), default);
        var (_, _, user) = await codes.EnterAsync(accounts.Try(Email, "b1", "111111"), default);
        var wallets = new WalletStore(fixture.Database);
        await wallets.ClaimAsync(user!, accounts.Ids.NewId(accounts.Now), accounts.Now, default);

        Assert.Equal(new Balance(7_500, 0, 0), await wallets.ReadAsync(user!.Id, default));
        Assert.Equal(0, await ledger.BalanceAsync(new LedgerAccount(AccountKind.Unclaimed, Email), default));
    }

    [SkippableFact]
    public async Task Nothing_of_a_code_can_be_read_back_but_its_mail()
    {
        await using var fixture = await OpenAsync();
        var (accounts, codes) = On(fixture);
        await codes.AskAsync(accounts.NewCode(Email, "b1", "042137"), accounts.NewMail(Email), default);
        var rows = await fixture.Database.ReadAsync(
            work => work.ListAsync<string>("SELECT id || email || browser_hash || code_hash || address FROM sign_in_codes"), default);
        Assert.DoesNotContain("042137", Assert.Single(rows), StringComparison.Ordinal);
    }

    private static (AccountsFixture Accounts, SignInCodeStore Codes) On(DatabaseFixture fixture) =>
        (new AccountsFixture(fixture), new SignInCodeStore(fixture.Database));
}
