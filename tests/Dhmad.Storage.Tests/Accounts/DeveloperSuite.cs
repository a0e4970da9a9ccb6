using Dhmad.Domain.Accounts;
using Dhmad.Storage.Accounts;

namespace Dhmad.Storage.Tests.Accounts;

public abstract class DeveloperSuite : StoreSuite
{
    [SkippableFact]
    public async Task A_developer_is_read_as_written()
    {
        await using var fixture = await OpenAsync();
        var accounts = new AccountsFixture(fixture);
        var store = new DeveloperStore(fixture.Database);
        var developer = await accounts.AddDeveloperAsync("dev@example.tn");
        var settings = new DeveloperSettings("Velo Souk", "Velo Souk SARL", "https://velo.tn", "Amel")
        {
            RedirectUrls = ["http://localhost:3000/callback", "https://velo.tn/سوق"],
        };
        await store.ChangeAsync(developer.Id, settings, default);
        await store.SetSignatureAsync(developer.Id, "data:image/png;base64,AAAA", default);

        var read = (await store.FindAsync(developer.Id, default))!;
        Assert.Equal(settings with { RedirectUrls = read.Settings.RedirectUrls }, read.Settings);
        Assert.Equal(settings.RedirectUrls, read.Settings.RedirectUrls);
        Assert.True(read.HasSignature);
        Assert.Null(read.Association);
        Assert.Equal("data:image/png;base64,AAAA", await store.ReadSignatureAsync(developer.Id, default));
        Assert.Equal(
            (developer.Id, "hash of dev@example.tn"),
            ((await store.FindLoginAsync("dev@example.tn", default))!.Id, (await store.FindLoginAsync("dev@example.tn", default))!.PasswordHash));
        Assert.Null(await store.FindLoginAsync("nobody@example.tn", default));
        Assert.Null(await store.FindAsync("66d4a0c19b3c5e7a2f1d8c02", default));
    }

    [SkippableFact]
    public async Task A_key_is_found_by_its_hash_until_it_is_replaced_or_deleted()
    {
        await using var fixture = await OpenAsync();
        var accounts = new AccountsFixture(fixture);
        var keys = new ApiKeyStore(fixture.Database);
        var developer = await accounts.AddDeveloperAsync("dev@example.tn");
        var key = accounts.NewKey(developer.Id) with { ExpiresAt = accounts.Now.AddDays(1), RateLimit = 5 };
        var (first, second) = (accounts.Ids.NewHex(32), accounts.Ids.NewHex(32));

        Assert.True(await keys.AddAsync(key, first, null, default));
        var read = (await keys.FindAsync(first, default))!;
        Assert.Equal(key with { Metadata = read.Metadata }, read);
        Assert.Equal(key.Metadata, read.Metadata);
        Assert.Equal(first, await keys.FindHashAsync(developer.Id, key.Id, default));
        Assert.Null(await keys.FindHashAsync(accounts.Ids.NewId(accounts.Now), key.Id, default));

        await keys.TouchAsync(first, accounts.Now.AddMinutes(1), default);
        Assert.True(await keys.ChangeAsync(first, key with { Name = "Other", IsActive = false }, default));
        read = (await keys.FindAsync(first, default))!;
        Assert.Equal(("Other", false, accounts.Now.AddMinutes(1)), (read.Name, read.IsActive, read.LastUsedAt!.Value));

        Assert.True(await keys.ReplaceAsync(first, second, "sk_sandbox_ffffff", null, default));
        Assert.Null(await keys.FindAsync(first, default));
        Assert.Null((await keys.FindAsync(second, default))!.LastUsedAt);
        Assert.False(await keys.ReplaceAsync(first, second, "sk_sandbox_ffffff", null, default));
        Assert.True(await keys.DeleteAsync(second, default));
        Assert.False(await keys.DeleteAsync(second, default));
        Assert.Empty(await keys.ListAsync(developer.Id, default));
    }

    [SkippableFact]
    public async Task A_developer_has_at_most_twenty_keys()
    {
        await using var fixture = await OpenAsync();
        var accounts = new AccountsFixture(fixture);
        var keys = new ApiKeyStore(fixture.Database);
        var developer = await accounts.AddDeveloperAsync("dev@example.tn");
        for (var i = 0; i < ApiKey.MaxPerDeveloper; i++)
            Assert.True(await keys.AddAsync(accounts.NewKey(developer.Id), accounts.Ids.NewHex(32), null, default));
        Assert.False(await keys.AddAsync(accounts.NewKey(developer.Id), accounts.Ids.NewHex(32), null, default));
        Assert.Equal(20, (await keys.ListAsync(developer.Id, default)).Count);
    }

    [SkippableFact]
    public async Task A_token_ends_at_its_time_or_when_told()
    {
        await using var fixture = await OpenAsync();
        var accounts = new AccountsFixture(fixture);
        var tokens = new TokenStore(fixture.Database);
        var developer = await accounts.AddDeveloperAsync("dev@example.tn");
        var hash = accounts.Ids.NewHex(32);
        await tokens.AddAsync(new DeveloperToken(hash, developer.Id, accounts.Now, accounts.Now.AddHours(12)), default);

        Assert.Equal(developer.Id, await tokens.FindDeveloperAsync(hash, accounts.Now.AddHours(12).AddMilliseconds(-1), default));
        Assert.Null(await tokens.FindDeveloperAsync(hash, accounts.Now.AddHours(12), default));
        await tokens.EndAsync(hash, default);
        Assert.Null(await tokens.FindDeveloperAsync(hash, accounts.Now, default));
    }

    [SkippableFact]
    public async Task Login_failures_count_by_address_and_everywhere()
    {
        await using var fixture = await OpenAsync();
        var store = new LoginFailureStore(fixture.Database);
        var now = DatabaseFixture.Start;
        for (var i = 0; i < 5; i++) await store.AddAsync("dev@example.tn", "a", now.AddMinutes(i), default);
        now = now.AddMinutes(5);

        Assert.Equal(TimeSpan.FromMinutes(14), (await store.ReadAsync("dev@example.tn", "a", now, default)).WaitAt(now));
        Assert.True((await store.ReadAsync("dev@example.tn", "b", now, default)).WaitAt(now) <= TimeSpan.Zero);
        Assert.True((await store.ReadAsync("other@example.tn", "a", now, default)).WaitAt(now) <= TimeSpan.Zero);
        for (var i = 0; i < 45; i++) await store.AddAsync("dev@example.tn", $"x{i}", now, default);
        Assert.Equal(TimeSpan.FromMinutes(15), (await store.ReadAsync("dev@example.tn", "b", now, default)).WaitAt(now));
    }
}
