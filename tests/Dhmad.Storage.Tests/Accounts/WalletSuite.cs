using Dhmad.Domain.Accounts;
using Dhmad.Domain.Ledger;
using Dhmad.Storage.Accounts;
using Dhmad.Storage.Ledger;

namespace Dhmad.Storage.Tests.Accounts;

public abstract class WalletSuite : StoreSuite
{
    [SkippableFact]
    public async Task A_top_up_creates_the_user_and_balances_the_books()
    {
        await using var fixture = await OpenAsync();
        var accounts = new AccountsFixture(fixture);
        var wallets = new WalletStore(fixture.Database);
        for (var i = 1; i <= 2; i++)
        {
            var topUp = new TopUp(
                accounts.NewUser("sami@example.tn"), 10_000, accounts.Ids.NewId(accounts.Now), accounts.Ids.NewId(accounts.Now), accounts.Now);
            Assert.Equal(10_000 * i, await wallets.TopUpAsync<long>(topUp, balance => (balance.AvailableTnd, null), default));
        }

        var user = (await new UserStore(fixture.Database).FindAsync("sami@example.tn", default))!;
        Assert.Equal(new Balance(20_000, 0, 0), await wallets.ReadAsync(user.Id, default));
        Assert.Equal(
            -20_000, await new LedgerStore(fixture.Database).BalanceAsync(new LedgerAccount(AccountKind.RailClearing, TopUp.Rail), default));
    }

    [SkippableFact]
    public async Task A_balance_counts_what_open_escrows_hold_for_either_party()
    {
        await using var fixture = await OpenAsync();
        var wallets = new WalletStore(fixture.Database);
        var life = fixture.NewLife();
        await fixture.Database.CommitAsync(life.Create(), default);
        Assert.Equal(new Balance(0, 0, 0), await wallets.ReadAsync(life.Escrow.Buyer.Id!, default));
        await fixture.Database.CommitAsync(life.Pay(), default);

        Assert.Equal(new Balance(0, 0, Life.Amount), await wallets.ReadAsync(life.Escrow.Buyer.Id!, default));
        Assert.Equal(new Balance(0, 0, Life.Amount), await wallets.ReadAsync(life.Escrow.Seller.Id!, default));
        await fixture.Database.CommitAsync(life.Deliver(), default);
        await fixture.Database.CommitAsync(life.Complete(), default);
        Assert.Equal(new Balance(Life.Net, 0, 0), await wallets.ReadAsync(life.Escrow.Seller.Id!, default));
    }

    [SkippableFact]
    public async Task The_newest_rate_applies_and_dinars_need_none()
    {
        await using var fixture = await OpenAsync();
        var rates = new ExchangeRateStore(fixture.Database);
        Assert.Equal(ExchangeRate.One, await rates.NewestAsync(Currency.Tnd, default));
        Assert.Null(await rates.NewestAsync(Currency.Usd, default));
        await rates.SetAsync(Currency.Usd, ExchangeRate.FromMicros(3_100_000), DatabaseFixture.Start, default);
        await rates.SetAsync(Currency.Usd, ExchangeRate.FromMicros(3_112_500), DatabaseFixture.Start, default);
        await rates.SetAsync(Currency.Eur, ExchangeRate.FromMicros(3_400_000), DatabaseFixture.Start, default);
        Assert.Equal(3.1125m, (await rates.NewestAsync(Currency.Usd, default))!.Value.TndPerUnit);
    }

    [SkippableFact]
    public async Task Mail_is_paged_newest_first_and_nothing_is_skipped_while_mail_comes()
    {
        await using var fixture = await OpenAsync();
        var accounts = new AccountsFixture(fixture);
        var store = new MailStore(fixture.Database);
        var sent = new List<string>();
        async Task SendAsync(string to)
        {
            var mail = accounts.NewMail(to, to == "a@x.tn" ? "042137" : null);
            sent.Insert(0, mail.Id);
            await fixture.Database.WriteAsync(work => MailStore.WriteAsync(work, mail), default);
            accounts.Now = accounts.Now.AddMilliseconds(1);
        }

        for (var i = 0; i < 5; i++) await SendAsync(i % 2 == 0 ? "a@x.tn" : "b@x.tn");
        var first = await store.PageAsync(null, null, 2, default);
        Assert.Equal(sent.Take(2), first.Mails.Select(mail => mail.Id));
        var expected = sent.Skip(2).ToList();
        await SendAsync("a@x.tn");
        var second = await store.PageAsync(null, first.Next, 2, default);
        var third = await store.PageAsync(null, second.Next, 2, default);
        Assert.Equal(expected, second.Mails.Concat(third.Mails).Select(mail => mail.Id));
        Assert.Null(third.Next);
        Assert.Equal(4, (await store.PageAsync("a@x.tn", null, 10, default)).Mails.Count(mail => mail.Code == "042137"));
    }

    [SkippableFact]
    public async Task Whoever_signed_in_lately_and_still_has_something_waiting_is_found()
    {
        await using var fixture = await OpenAsync();
        var accounts = new AccountsFixture(fixture);
        var users = new UserStore(fixture.Database);
        var codes = new SignInCodeStore(fixture.Database);
        var life = fixture.NewLife();
        var email = "sami@example.tn";
        life.Escrow = life.Escrow with { Buyer = new Person(null, email) };
        await fixture.Database.CommitAsync(life.Create(), default);
        Assert.Empty(await users.ListWaitingAsync(DateTimeOffset.UnixEpoch, 10, default));

        await codes.AskAsync(accounts.NewCode(email, "b", "111111"), accounts.NewMail(email), default);
        await codes.EnterAsync(accounts.Try(email, "b", "111111"), default);
        Assert.Empty(await users.ListWaitingAsync(DateTimeOffset.UnixEpoch, 10, default));
        await users.NameAsync(email, "Sami", "Trabelsi", default);
        Assert.Equal([email], await users.ListWaitingAsync(DateTimeOffset.UnixEpoch, 10, default));
        Assert.Empty(await users.ListWaitingAsync(accounts.Now.AddHours(1), 10, default));

        await fixture.Database.CommitAsync(
            life.Commit(life.Escrow with { Buyer = new Person("66d49f0e9b3c5e7a2f1d8b11", email) }, "escrow.party.linked"), default);
        Assert.Empty(await users.ListWaitingAsync(DateTimeOffset.UnixEpoch, 10, default));
    }
}
