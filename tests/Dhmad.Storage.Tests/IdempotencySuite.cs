using Dhmad.Domain.Escrows;

namespace Dhmad.Storage.Tests;

/// <summary>Idempotency keys: one request at a time, its answer for a day, and no secret readable in the rows.</summary>
public abstract class IdempotencySuite : StoreSuite
{
    private static readonly DateTimeOffset Now = DatabaseFixture.Start;
    private static readonly byte[] Body = """{"message":"Créé"}"""u8.ToArray();

    [SkippableFact]
    public async Task A_key_is_claimed_filled_and_replayed()
    {
        await using var fixture = await OpenAsync();
        var store = Store(fixture);
        var life = fixture.NewLife();
        var claim = await ClaimedAsync(store, "a");
        await fixture.CommitAsync(
            life.Create() with { Idempotency = new IdempotencyRecord(claim, 201, "application/json", Body) });
        var replay = Assert.IsType<IdempotencyAnswer.Replay>(await ClaimAsync(store, "a"));
        Assert.Equal((201, "application/json"), (replay.Status, replay.ContentType));
        Assert.Equal(Body, replay.Body);
    }

    [SkippableFact]
    public async Task An_empty_body_is_kept_as_an_empty_body()
    {
        await using var fixture = await OpenAsync();
        var store = Store(fixture);
        var claim = await ClaimedAsync(store, "a");
        await fixture.CommitAsync(
            fixture.NewLife().Create() with { Idempotency = new IdempotencyRecord(claim, 204, "text/plain", []) });
        Assert.Empty(Assert.IsType<IdempotencyAnswer.Replay>(await ClaimAsync(store, "a")).Body);
    }

    [SkippableFact]
    public async Task Another_request_with_the_key_is_told_so_at_any_time()
    {
        await using var fixture = await OpenAsync();
        var store = Store(fixture);
        var claim = await ClaimedAsync(store, "a");
        Assert.IsType<IdempotencyAnswer.Reused>(await ClaimAsync(store, "a", "other"));
        await FillAsync(fixture, claim);
        Assert.IsType<IdempotencyAnswer.Reused>(await ClaimAsync(store, "a", "other"));
    }

    [SkippableFact]
    public async Task The_same_request_waits_while_the_first_runs()
    {
        await using var fixture = await OpenAsync();
        var store = Store(fixture);
        await ClaimedAsync(store, "a");
        Assert.IsType<IdempotencyAnswer.InProgress>(await ClaimAsync(store, "a"));
        var justBefore = Now + IdempotencyStore.ClaimLifetime - TimeSpan.FromMilliseconds(1);
        Assert.IsType<IdempotencyAnswer.InProgress>(await ClaimAsync(store, "a", now: justBefore));
    }

    [SkippableFact]
    public async Task A_claim_whose_node_died_is_taken_over_and_its_late_commit_refused()
    {
        await using var fixture = await OpenAsync();
        var store = Store(fixture);
        var dead = await ClaimedAsync(store, "a");
        var taken = Assert.IsType<IdempotencyAnswer.Claimed>(
            await ClaimAsync(store, "a", now: Now + IdempotencyStore.ClaimLifetime));
        Assert.NotEqual(dead.ClaimId, taken.Claim.ClaimId);
        var late = fixture.NewLife().Create() with { Idempotency = new IdempotencyRecord(dead, 201, "text/plain", Body) };
        Assert.Equal(CommitOutcome.ClaimLost, await fixture.RefusedAsync(late));
        await store.ReleaseAsync(dead, CancellationToken.None);
        await FillAsync(fixture, taken.Claim);
    }

    [SkippableFact]
    public async Task A_released_key_is_free_and_a_filled_one_stays()
    {
        await using var fixture = await OpenAsync();
        var store = Store(fixture);
        await store.ReleaseAsync(await ClaimedAsync(store, "a"), CancellationToken.None);
        var claim = await ClaimedAsync(store, "a");
        await FillAsync(fixture, claim);
        await store.ReleaseAsync(claim, CancellationToken.None);
        Assert.IsType<IdempotencyAnswer.Replay>(await ClaimAsync(store, "a"));
    }

    [SkippableFact]
    public async Task After_a_day_the_key_is_new()
    {
        await using var fixture = await OpenAsync();
        var store = Store(fixture);
        await FillAsync(fixture, await ClaimedAsync(store, "a"));
        var end = Now + IdempotencyStore.Kept;
        Assert.IsType<IdempotencyAnswer.Replay>(await ClaimAsync(store, "a", now: end.AddMilliseconds(-1)));
        Assert.IsType<IdempotencyAnswer.Claimed>(await ClaimAsync(store, "a", "other", now: end));
    }

    [SkippableFact]
    public async Task Scopes_do_not_share_keys()
    {
        await using var fixture = await OpenAsync();
        var store = Store(fixture);
        await ClaimedAsync(store, "a");
        Assert.IsType<IdempotencyAnswer.Claimed>(
            await store.ClaimAsync("another key", "a", "request", Now, CancellationToken.None));
    }

    [SkippableFact]
    public async Task Of_many_claims_at_once_one_wins()
    {
        await using var fixture = await OpenAsync();
        var store = Store(fixture);
        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(() => ClaimAsync(store, "a"))));
        Assert.Single(answers.OfType<IdempotencyAnswer.Claimed>());
        Assert.Equal(31, answers.OfType<IdempotencyAnswer.InProgress>().Count());
    }

    [SkippableFact]
    public async Task A_secret_answer_is_unreadable_in_the_rows_and_clear_in_the_replay()
    {
        await using var fixture = await OpenAsync();
        var store = Store(fixture);
        var claim = await ClaimedAsync(store, "a");
        var secret = """{"key":"sk_sandbox_00"}"""u8.ToArray();
        await fixture.Database.WriteAsync(
            work => IdempotencyStore.WriteAsync(work, store.Secret(claim, 201, "application/json", secret)),
            CancellationToken.None);
        Assert.DoesNotContain(
            Convert.ToHexStringLower("sk_sandbox"u8), await fixture.ContentsAsync(), StringComparison.Ordinal);
        Assert.Equal(secret, Assert.IsType<IdempotencyAnswer.Replay>(await ClaimAsync(store, "a")).Body);
    }

    [SkippableFact]
    public async Task A_secret_that_was_not_sealed_is_not_kept()
    {
        await using var fixture = await OpenAsync();
        var claim = await ClaimedAsync(Store(fixture), "a");
        var open = new IdempotencyRecord(claim, 201, "application/json", Body, IsSecret: true);
        await Assert.ThrowsAsync<InvalidOperationException>(() => fixture.Database.WriteAsync(
            work => IdempotencyStore.WriteAsync(work, open), CancellationToken.None));
        await Assert.ThrowsAsync<InvalidOperationException>(() => fixture.Database.CommitAsync(
            fixture.NewLife().Create() with { Idempotency = open }, CancellationToken.None));
        Assert.DoesNotContain(
            Convert.ToHexStringLower(Body), await fixture.ContentsAsync(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Old_keys_are_deleted_and_young_ones_stay()
    {
        await using var fixture = await OpenAsync();
        var store = Store(fixture);
        await FillAsync(fixture, await ClaimedAsync(store, "old"));
        await store.ClaimAsync("key", "young", "request", Now.AddMinutes(5), CancellationToken.None);
        var later = Now + IdempotencyStore.Kept + IdempotencyStore.ClaimLifetime;
        Assert.Equal(0, await store.DeleteOldAsync(later.AddMilliseconds(-1), CancellationToken.None));
        Assert.Equal(1, await store.DeleteOldAsync(later, CancellationToken.None));
        Assert.Equal(0, await store.DeleteOldAsync(later, CancellationToken.None));
    }

    private static IdempotencyStore Store(DatabaseFixture fixture) =>
        new(fixture.Database, fixture.Ids, new Sealer(new byte[32], fixture.Ids));

    private static Task<IdempotencyAnswer> ClaimAsync(
        IdempotencyStore store, string key, string request = "request", DateTimeOffset? now = null) =>
        store.ClaimAsync("key", key, request, now ?? Now, CancellationToken.None);

    private static async Task<IdempotencyClaim> ClaimedAsync(IdempotencyStore store, string key) =>
        Assert.IsType<IdempotencyAnswer.Claimed>(await ClaimAsync(store, key)).Claim;

    private static Task FillAsync(DatabaseFixture fixture, IdempotencyClaim claim) => fixture.Database.WriteAsync(
        work => IdempotencyStore.WriteAsync(work, new IdempotencyRecord(claim, 200, "application/json", Body)),
        CancellationToken.None);
}
