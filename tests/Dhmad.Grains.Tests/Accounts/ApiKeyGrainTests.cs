using Dhmad.Domain;
using Dhmad.Domain.Accounts;
using Dhmad.Storage.Accounts;

namespace Dhmad.Grains.Tests.Accounts;

public sealed class ApiKeyGrainTests : AccountsTest
{
    [Fact]
    public async Task A_known_key_authenticates_and_an_unknown_one_does_not()
    {
        var key = (await Key(Seed.ApiKey).Authenticate())!;
        Assert.Equal((Seed.Developer.Id, true), (key.DeveloperId, key.IsActive));
        Assert.Null(await Key(ApiKeyForm.Make(Cluster.Get<IdSource>(), DeploymentEnvironment.Sandbox)).Authenticate());
    }

    [Fact]
    public async Task A_change_takes_effect_on_the_next_request()
    {
        await Key(Seed.ApiKey).Authenticate();
        Assert.Equal(7, (await Key(Seed.ApiKey).Change(Seed.Developer.Id, new ApiKeyChange(RateLimit: 7)))!.RateLimit);
        Assert.Equal(7, (await Key(Seed.ApiKey).Authenticate())!.RateLimit);
        await Key(Seed.ApiKey).Change(Seed.Developer.Id, new ApiKeyChange(IsActive: false));
        Assert.Null(await Key(Seed.ApiKey).Authenticate());
        await Key(Seed.ApiKey).Change(Seed.Developer.Id, new ApiKeyChange(IsActive: true));
        Assert.NotNull(await Key(Seed.ApiKey).Authenticate());
    }

    [Fact]
    public async Task An_expired_key_stops_at_its_second_without_any_alarm()
    {
        await Key(Seed.ApiKey).Change(Seed.Developer.Id, new ApiKeyChange(ExpiresAt: Now.AddSeconds(10)));
        Cluster.Time.Jump(TimeSpan.FromMilliseconds(9_999));
        Assert.NotNull(await Key(Seed.ApiKey).Authenticate());
        Cluster.Time.Jump(TimeSpan.FromMilliseconds(1));
        Assert.Null(await Key(Seed.ApiKey).Authenticate());
    }

    [Fact]
    public async Task A_regenerated_key_keeps_its_id_and_the_old_one_ends_at_once()
    {
        var before = (await Key(Seed.ApiKey).Authenticate())!;
        var made = await Key(Seed.ApiKey).Regenerate(Seed.Developer.Id, null);
        var secret = Text(made.Value!, "key");

        Assert.Null(await Key(Seed.ApiKey).Authenticate());
        Assert.Equal(before.Id, (await Key(secret).Authenticate())!.Id);
        Assert.Equal("API_KEY_NOT_FOUND", (await Key(Seed.ApiKey).Regenerate(Seed.Developer.Id, null)).Refusal!.Code);
    }

    [Fact]
    public async Task A_deleted_key_is_gone_for_good()
    {
        await Key(Seed.ApiKey).Authenticate();
        Assert.True(await Key(Seed.ApiKey).Delete(Seed.Developer.Id));
        Assert.Null(await Key(Seed.ApiKey).Authenticate());
        Assert.False(await Key(Seed.ApiKey).Delete(Seed.Developer.Id));
    }

    [Fact]
    public async Task Another_developer_changes_nothing()
    {
        var other = await SeedAsync();
        Assert.Null(await Key(Seed.ApiKey).Change(other.Developer.Id, new ApiKeyChange(IsActive: false)));
        Assert.False(await Key(Seed.ApiKey).Delete(other.Developer.Id));
        Assert.True((await Key(Seed.ApiKey).Regenerate(other.Developer.Id, null)).IsRefused);
        Assert.NotNull(await Key(Seed.ApiKey).Authenticate());
    }

    [Fact]
    public async Task Last_use_is_written_at_most_once_a_minute()
    {
        var first = Now;
        await UseAsync();
        await WrittenAsync(first);
        Cluster.Time.Jump(TimeSpan.FromSeconds(59));
        await UseAsync();
        Assert.Equal(first, await LastUsedAsync());
        Cluster.Time.Jump(TimeSpan.FromSeconds(1));
        await UseAsync();
        await WrittenAsync(first.AddSeconds(60));

        async Task UseAsync()
        {
            await Key(Seed.ApiKey).Authenticate();
            await Cluster.SettleAsync();
        }

        Task WrittenAsync(DateTimeOffset at) => Testing.DhmadCluster.Eventually(async () => await LastUsedAsync() == at);
    }

    [Fact]
    public async Task Requests_pass_while_the_last_use_cannot_be_written()
    {
        await Key(Seed.ApiKey).Authenticate();
        Cluster.Time.Jump(TimeSpan.FromMinutes(2));
        Cluster.Faults.IsAway = true;
        Assert.NotNull(await Key(Seed.ApiKey).Authenticate());
        Cluster.Faults.IsAway = false;
    }

    [Fact]
    public async Task A_failed_change_is_forgotten()
    {
        await Key(Seed.ApiKey).Authenticate();
        Cluster.Faults.IsAway = true;
        await Assert.ThrowsAnyAsync<Exception>(() => Key(Seed.ApiKey).Change(Seed.Developer.Id, new ApiKeyChange(IsActive: false)));
        Cluster.Faults.IsAway = false;
        Assert.True((await Key(Seed.ApiKey).Authenticate())!.IsActive);
    }

    [Fact]
    public async Task The_answer_that_shows_a_key_is_kept_sealed_and_repeated_in_the_clear()
    {
        var answer = (await Developer.AddKey(new NewApiKey("Second"), await ClaimAsync("k1"))).Value!;
        Assert.True(answer.IsStored);
        Assert.Equal(answer.Body, await ReplayedAsync("k1"));
        var kept = await Cluster.Get<Storage.Database>().ReadAsync(
            work => work.FirstAsync<byte[]>("SELECT body FROM idempotency_keys WHERE key = 'k1'"), CancellationToken.None);
        Assert.DoesNotContain(Text(answer, "key"), System.Text.Encoding.Latin1.GetString(kept!), StringComparison.Ordinal);
        Assert.Equal("Second", (await Key(Text(answer, "key")).Authenticate())!.Name);
    }

    [Fact]
    public async Task A_lost_claim_makes_no_key()
    {
        var claim = await ClaimAsync("k1") with { ClaimId = Guid.Empty };
        Assert.Equal("IDEMPOTENCY_KEY_IN_PROGRESS", (await Developer.AddKey(new NewApiKey("Second"), claim)).Refusal!.Code);
        Assert.Single(await Cluster.Get<ApiKeyStore>().ListAsync(Seed.Developer.Id, CancellationToken.None));
    }

    [Fact]
    public async Task The_twenty_first_key_is_refused()
    {
        for (var i = 1; i < ApiKey.MaxPerDeveloper; i++) Assert.False((await Developer.AddKey(new NewApiKey($"Key {i}"), null)).IsRefused);
        Assert.Equal("API_KEY_LIMIT_REACHED", (await Developer.AddKey(new NewApiKey("One more"), null)).Refusal!.Code);
    }

    private async Task<DateTimeOffset?> LastUsedAsync() =>
        (await Cluster.Get<ApiKeyStore>().FindAsync(SecretToken.Hash(Seed.ApiKey), CancellationToken.None))!.LastUsedAt;
}
