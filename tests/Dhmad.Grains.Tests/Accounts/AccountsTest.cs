using System.Text.Json;
using Dhmad.Domain.Accounts;
using Dhmad.Domain.Escrows;
using Dhmad.Grains.Accounts;
using Dhmad.Silo.Accounts;
using Dhmad.Storage;
using Dhmad.Storage.Accounts;
using Dhmad.Testing;

namespace Dhmad.Grains.Tests.Accounts;

/// <summary>Tests with a runtime and a seeded developer of their own.</summary>
public abstract class AccountsTest : IAsyncLifetime
{
    protected const string Address = "192.0.2.1";

    protected DhmadCluster Cluster { get; private set; } = null!;

    protected Seed Seed { get; private set; } = null!;

    protected IGrainFactory Grains => Cluster.Grains;

    protected DateTimeOffset Now => Cluster.Time.GetUtcNow();

    protected IDeveloperGrain Developer => Grains.Developer(Seed.Developer.Id);

    public async Task InitializeAsync()
    {
        Cluster = await DhmadCluster.StartAsync();
        Seed = await SeedAsync();
    }

    public async Task DisposeAsync() => await Cluster.DisposeAsync();

    protected Task<Seed> SeedAsync() => Cluster.Get<Seeding>().MakeAsync(CancellationToken.None);

    protected IApiKeyGrain Key(string key) => Grains.ApiKey(SecretToken.Hash(key));

    /// <summary>The whole way of a person who signs in: code asked, mail read, code entered.</summary>
    protected async Task<CodeEntered> SignInAsync(string email, string browser = "browser", string? currentCookie = null)
    {
        Assert.True((await Grains.User(email).AskCode(new CodeRequest(browser, Address, "en"))).Sent);
        var code = (await LastMailAsync(email))!.Code!;
        return await Grains.User(email).EnterCode(new CodeEntry(code, browser, Address, "en", currentCookie));
    }

    protected async Task<Mail?> LastMailAsync(string email) =>
        (await Cluster.Get<MailStore>().PageAsync(email, null, 1, CancellationToken.None)).Mails.SingleOrDefault();

    protected Task<SignedIn?> AuthenticateAsync(string cookie) => Grains.SignIn(SecretToken.Hash(cookie)).Authenticate();

    protected async Task<IdempotencyClaim> ClaimAsync(string key)
    {
        var answer = await Cluster.Get<IdempotencyStore>().ClaimAsync("scope", key, "hash", Now, CancellationToken.None);
        return Assert.IsType<IdempotencyAnswer.Claimed>(answer).Claim;
    }

    protected async Task<byte[]> ReplayedAsync(string key)
    {
        var answer = await Cluster.Get<IdempotencyStore>().ClaimAsync("scope", key, "hash", Now, CancellationToken.None);
        return Assert.IsType<IdempotencyAnswer.Replay>(answer).Body;
    }

    protected static string Text(ApiAnswer answer, string name) =>
        JsonDocument.Parse(answer.Body).RootElement.GetProperty(name).GetString()!;
}
