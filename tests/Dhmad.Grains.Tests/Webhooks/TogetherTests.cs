using Dhmad.Domain.Webhooks;
using Dhmad.Storage.Webhooks;
using Dhmad.Testing;

namespace Dhmad.Grains.Tests.Webhooks;

/// <summary>Attempts that end at one time share a commit, and each still means what it means alone.</summary>
public sealed class TogetherTests : WebhookTest
{
    [Fact]
    public async Task What_ends_while_the_database_is_away_is_written_together_when_it_is_back()
    {
        const int escrows = 8;
        var gate = new TaskCompletionSource<Answer>();
        Receiver.AnswerWith(_ => gate.Task);
        var endpoint = await AddAsync();
        for (var i = 0; i < escrows; i++) await CreateAsync();
        await Receiver.NextAsync(escrows);
        await Cluster.SettleAsync();
        var before = await StoredAsync(endpoint);

        Cluster.Faults.IsAway = true;
        gate.SetResult(Answer.Ok);
        await DhmadCluster.Eventually(() => Cluster.Faults.Refused > 0);
        Cluster.Faults.IsAway = false;
        await DhmadCluster.Eventually(async () =>
        {
            await Cluster.AdvanceAsync(TimeSpan.FromSeconds(1));
            return (await AttemptsAsync()).Count == escrows;
        });

        Assert.InRange((await StoredAsync(endpoint)).Version - before.Version, 1, escrows / 2);
        Assert.All(await DeliveriesAsync(), row => Assert.Equal(("delivered", 1), (row.Status, row.Attempts)));
        Assert.Equal(escrows, Receiver.Requests.Count);
    }

    [Fact]
    public async Task One_that_switches_the_endpoint_off_ends_those_after_it()
    {
        Receiver.AnswerWith(_ => new TaskCompletionSource<Answer>().Task);
        var endpoint = await AddAsync();
        for (var i = 0; i < 4; i++) await CreateAsync();
        await Receiver.NextAsync(4);
        var rows = await DeliveriesAsync();

        await Grain(endpoint).Ended([Ended(rows[0], 200), Ended(rows[1], 410), Ended(rows[2], 200)]);

        Assert.Equal(
            [("delivered", null), ("failed", "endpoint_gone"), ("failed", "endpoint_gone"), ("failed", "endpoint_gone")],
            (await DeliveriesAsync()).Select(row => (row.Status, row.Failure)));
        Assert.Equal(2, (await AttemptsAsync()).Count);
        var read = await ReadAsync(endpoint);
        Assert.Equal((false, DisabledReason.Gone, 1), (read.IsActive, read.DisabledReason, read.FailureCount));
    }

    [Fact]
    public async Task One_that_was_told_before_changes_nothing_and_keeps_none_from_being_written()
    {
        Receiver.AnswerWith(_ => new TaskCompletionSource<Answer>().Task);
        var endpoint = await AddAsync();
        for (var i = 0; i < 2; i++) await CreateAsync();
        await Receiver.NextAsync(2);
        var rows = await DeliveriesAsync();
        await Grain(endpoint).Ended([Ended(rows[0], 500)]);

        await Grain(endpoint).Ended([Ended(rows[0], 500), Ended(rows[1], 500), Ended(rows[0], 500)]);
        await Grain(endpoint).Ended([Ended(rows[1], 500)]);

        Assert.Equal([1, 1], (await AttemptsAsync()).Select(attempt => attempt.Number));
        Assert.Equal(2, (await ReadAsync(endpoint)).FailureCount);
        Assert.All(await DeliveriesAsync(), row => Assert.Equal(("pending", 1), (row.Status, row.Attempts)));
    }

    private async Task<StoredEndpoint> StoredAsync(TestEndpoint endpoint) =>
        (await Cluster.Get<EndpointStore>().FindAsync(endpoint.Id, default))!;

    private EndedAttempt Ended(DeliveryRow row, int status) => new(
        row.Id, 1, AttemptTrigger.Scheduled, Now, TimeSpan.Zero, status, null, null, null);
}
