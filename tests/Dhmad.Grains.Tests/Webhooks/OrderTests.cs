using Dhmad.Domain.Escrows;
using Dhmad.Grains.Webhooks;
using Dhmad.Testing;

namespace Dhmad.Grains.Tests.Webhooks;

/// <summary>What waits for what, and what does not.</summary>
public sealed class OrderTests : WebhookTest
{
    [Fact]
    public async Task First_attempts_of_an_escrow_start_one_after_another_and_retries_hold_nothing_back()
    {
        var first = new TaskCompletionSource<Answer>();
        Receiver.AnswerWith(_ => Receiver.Requests.Count == 1 ? first.Task : Task.FromResult(Answer.Ok));
        await AddAsync(events: [EventTypes.Created, EventTypes.StatusUpdated]);

        var life = await CreateAsync();
        var opened = await Receiver.NextAsync();
        await life.PayAsync();
        Assert.Null((await life.DeliverAsync()).Refusal);
        var other = await CreateAsync();
        Assert.True(IsOf(await Receiver.NextAsync(), other, 1));
        await AttemptedAsync(1);
        Assert.Equal(2, Receiver.Requests.Count);

        first.SetResult(new Answer(500));
        Assert.True(IsOf(await Receiver.NextAsync(), life, 2));
        Assert.True(IsOf(await Receiver.NextAsync(), life, 3));
        await AttemptedAsync(4);
        Assert.Equal(4, Receiver.Requests.Count);

        await Cluster.AdvanceAsync(TimeSpan.FromSeconds(1));
        var retried = await Receiver.NextAsync();
        Assert.Equal(opened.Headers["X-Webhook-Id"], retried.Headers["X-Webhook-Id"]);
    }

    [Fact]
    public async Task An_event_whose_nudge_was_lost_goes_before_the_next_of_its_escrow()
    {
        await AddAsync(events: [EventTypes.Created, EventTypes.StatusUpdated]);
        var life = await CreateAsync();
        await life.PayAsync();
        await AttemptedAsync(2);
        Cluster.Faults.FailNextCommit(FaultPoint.AfterCommit);
        await Assert.ThrowsAsync<Storage.DatabaseUnavailableException>(life.DeliverAsync);
        await Cluster.SettleAsync();
        Assert.Equal(2, (await DeliveriesAsync()).Count);

        Assert.Null((await life.RejectDeliveryAsync("scratched")).Refusal);
        await AttemptedAsync(4);
        Assert.True(IsOf(Receiver.Requests[2], life, 3));
    }

    /// <summary>Nobody remembers the escrow either: another node, whose clock is behind, took it over.</summary>
    [Fact]
    public async Task When_the_clock_goes_back_an_event_is_still_recorded_after_the_one_before()
    {
        await AddAsync(events: [EventTypes.Created, EventTypes.StatusUpdated]);
        var life = await CreateAsync();
        await life.PayAsync();
        Cluster.Faults.FailNextCommit(FaultPoint.AfterCommit);
        await Assert.ThrowsAsync<Storage.DatabaseUnavailableException>(life.DeliverAsync);
        await AttemptedAsync(2);
        await Cluster.RestartAsync();
        Cluster.Time.Jump(TimeSpan.FromSeconds(-2));

        Assert.Null((await life.RejectDeliveryAsync("scratched")).Refusal);
        Cluster.Time.Jump(TimeSpan.FromSeconds(2) + TimeSpan.FromMilliseconds(1));
        Assert.Null((await life.DeliverAsync()).Refusal);
        await AttemptedAsync(5);

        var recorded = await RecordedAsync();
        Assert.Equal(ManualTime.Start.AddMilliseconds(1), recorded[^1]);
        Assert.All(recorded.SkipLast(1), moment => Assert.Equal(ManualTime.Start, moment));
        Assert.All(Enumerable.Range(0, 3), place => Assert.True(IsOf(Receiver.Requests[place], life, place + 1)));
    }

    [Fact]
    public async Task A_dead_endpoint_has_eight_attempts_at_once_and_takes_nothing_from_others()
    {
        const int escrows = 20;
        await using var dead = await Receiver.StartAsync();
        var gate = new TaskCompletionSource();
        dead.AnswerWith(async _ =>
        {
            await gate.Task;
            return Answer.Ok;
        });
        await AddAsync(dead.Url);
        await AddAsync();
        for (var i = 0; i < escrows; i++) await CreateAsync();

        await Receiver.NextAsync(escrows);
        await AttemptedAsync(escrows);
        Assert.Equal(8, dead.Requests.Count);
        Assert.Equal(escrows, (await AttemptsAsync()).Count);

        gate.SetResult();
        await dead.NextAsync(escrows);
        await AttemptedAsync(2 * escrows);
        Assert.All(await DeliveriesAsync(), row => Assert.Equal(("delivered", 1), (row.Status, row.Attempts)));
    }

    [Fact]
    public async Task Paused_deliveries_are_made_and_wait_and_are_then_sent_in_order()
    {
        var endpoint = await AddAsync(events: [EventTypes.Created, EventTypes.StatusUpdated]);
        Assert.Null((await Grain(endpoint).Pause(The.DeveloperId, null)).Refusal);
        var life = await CreateAsync();
        await life.PayAsync();
        await Cluster.Grains.Outbox.Sweep();
        await Cluster.SettleAsync();
        Assert.Equal(2, (await DeliveriesAsync()).Count(row => row.Status == "pending"));
        Assert.Empty(Receiver.Requests);
        Assert.Equal(Now, (await ReadAsync(endpoint)).PausedAt);

        await Cluster.AdvanceAsync(TimeSpan.FromDays(2));
        Assert.Empty(Receiver.Requests);
        Assert.Null((await Grain(endpoint).Resume(The.DeveloperId, null)).Refusal);
        Assert.True(IsOf(await Receiver.NextAsync(), life, 1));
        Assert.True(IsOf(await Receiver.NextAsync(), life, 2));
        Assert.Null((await ReadAsync(endpoint)).PausedAt);
    }

    private Task<IReadOnlyList<DateTimeOffset>> RecordedAsync() => Cluster.Get<Storage.Database>().QueryAsync(
        work => work.ListAsync<DateTimeOffset>("SELECT recorded_at FROM escrow_events ORDER BY escrow_number, sequence"),
        default);

    private static bool IsOf(Received request, EscrowLife life, int sequence) =>
        request.Text.Contains($"\"escrow\":{{\"id\":\"{life.Id}\"", StringComparison.Ordinal)
        && request.Text.Contains($"\"sequence\":{sequence}", StringComparison.Ordinal);
}
