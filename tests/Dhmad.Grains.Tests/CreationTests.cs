using System.Text.Json;
using Dhmad.Domain;
using Dhmad.Grains.Escrows;
using Dhmad.Storage;
using Dhmad.Testing;

namespace Dhmad.Grains.Tests;

/// <summary>Creating twice with one id, as when the first call got lost; on a day that has room for one escrow.</summary>
public sealed class CreationTests() : ClusterTest(
    new ClusterPlan { Settings = new DhmadSettings { Escrows = new EscrowSettings { DailyLimitPerDeveloper = 1 } } })
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_creation_whose_answer_was_lost_is_answered_when_it_is_asked_for_again(bool isKeyed)
    {
        var keys = Cluster.Get<IdempotencyStore>();
        var claim = isKeyed ? Assert.IsType<IdempotencyAnswer.Claimed>(await ClaimAsync(keys)).Claim : null;
        var life = NewLife();
        var command = new CreateEscrow(Some.Escrow(), The.DeveloperId, null, claim);
        Cluster.Faults.FailNextCommit(FaultPoint.AfterCommit);
        await Assert.ThrowsAsync<DatabaseUnavailableException>(() => life.Grain.Create(command));

        var again = (await life.Grain.Create(command)).Value!;
        Assert.Equal((201, isKeyed), (again.Status, again.IsStored));
        Assert.Equal(life.Id, IdIn(again));
        Assert.Equal(1, (await life.NowAsync()).Sequence);
        if (isKeyed) Assert.Equal(again.Body, Assert.IsType<IdempotencyAnswer.Replay>(await ClaimAsync(keys)).Body);
    }

    [Fact]
    public async Task A_creation_in_two_activations_is_made_once_and_answered_twice()
    {
        await using var other = await Cluster.StartBesideAsync();
        var life = NewLife();
        var command = new CreateEscrow(Some.Escrow(), The.DeveloperId, null, null);

        var answers = await Task.WhenAll(life.Grain.Create(command), life.In(other).Grain.Create(command));
        Assert.All(answers, answer => Assert.Equal(life.Id, IdIn(answer.Value!)));
        Assert.Equal(1, (await life.NowAsync()).Sequence);
    }

    [Fact]
    public async Task An_id_that_another_developer_has_is_not_answered_as_created()
    {
        var life = await CreateAsync();
        var command = new CreateEscrow(Some.Escrow(), The.BuyersDeveloperId, null, null);
        await Assert.ThrowsAsync<InvalidOperationException>(() => life.Grain.Create(command));
    }

    private EscrowLife NewLife() => new(Cluster, Cluster.Get<IdSource>().NewId(Cluster.Time.GetUtcNow()));

    private static string? IdIn(ApiAnswer created) =>
        JsonElement.Parse(created.Body).GetProperty("escrow").GetProperty("id").GetString();

    private Task<IdempotencyAnswer> ClaimAsync(IdempotencyStore keys) =>
        keys.ClaimAsync("key_1", "order-17", "hash", Cluster.Time.GetUtcNow(), CancellationToken.None);
}
