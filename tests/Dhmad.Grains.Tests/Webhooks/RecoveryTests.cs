using Dhmad.Grains.Webhooks;
using Dhmad.Testing;

namespace Dhmad.Grains.Tests.Webhooks;

/// <summary>What a process that ended, a lost nudge or a database that is away leave behind is delivered all the same.</summary>
public sealed class RecoveryTests : WebhookTest
{
    [Fact]
    public async Task An_event_whose_nudge_was_lost_is_found_by_the_sweep()
    {
        await AddAsync();
        await CreateUnheardAsync();
        await Cluster.SettleAsync();
        Assert.Empty(await DeliveriesAsync());

        await Cluster.RestartAsync();
        await Cluster.Grains.Outbox.Sweep();
        await Receiver.NextAsync();
    }

    /// <summary>
    /// What was dispatched is walked over until it is vacuumed. A commit of which nobody heard that took longer than the
    /// margin waits for the look at all.
    /// </summary>
    [Fact]
    public async Task The_sweep_looks_where_the_outbox_was_last_empty_and_once_a_minute_at_all_of_it()
    {
        await AddAsync();
        Cluster.Time.Jump(TimeSpan.FromMinutes(2));
        await Cluster.Grains.Outbox.Sweep();
        await CreateUnheardAsync(TimeSpan.FromSeconds(10));
        await Cluster.Grains.Outbox.Sweep();
        Assert.Single(await DeliveriesAsync());

        await CreateUnheardAsync(TimeSpan.FromSeconds(11));
        Cluster.Time.Jump(TimeSpan.FromMinutes(1) - TimeSpan.FromMilliseconds(1));
        await Cluster.Grains.Outbox.Sweep();
        Assert.Single(await DeliveriesAsync());

        Cluster.Time.Jump(TimeSpan.FromMilliseconds(1));
        await Cluster.Grains.Outbox.Sweep();
        Assert.Equal(2, (await DeliveriesAsync()).Count);
    }

    [Fact]
    public async Task After_a_clock_is_set_back_all_of_the_outbox_is_looked_at()
    {
        await AddAsync();
        Cluster.Time.Jump(TimeSpan.FromHours(2));
        await Cluster.Grains.Outbox.Sweep();
        Cluster.Time.Jump(TimeSpan.FromHours(-1));
        await CreateUnheardAsync(TimeSpan.FromSeconds(30));
        await Cluster.Grains.Outbox.Sweep();
        Assert.Single(await DeliveriesAsync());
    }

    [Fact]
    public async Task After_a_look_that_failed_all_of_the_outbox_is_looked_at()
    {
        await AddAsync();
        Cluster.Time.Jump(TimeSpan.FromMinutes(2));
        await Cluster.Grains.Outbox.Sweep();
        await CreateUnheardAsync(TimeSpan.FromSeconds(30));
        Cluster.Faults.IsAway = true;
        await Assert.ThrowsAsync<Storage.DatabaseUnavailableException>(
            () => Cluster.Grains.Outbox.Sweep());
        Cluster.Faults.IsAway = false;
        await Cluster.Grains.Outbox.Sweep();
        Assert.Single(await DeliveriesAsync());
    }

    [Fact]
    public async Task The_sweep_that_runs_by_itself_dispatches_too()
    {
        await using var swept = await DhmadCluster.StartAsync(new ClusterPlan { HasSweep = true });
        await using var receiver = await Receiver.StartAsync();
        var id = swept.Get<Domain.IdSource>().NewId(swept.Time.GetUtcNow());
        var input = new Domain.Webhooks.NewWebhook(receiver.Url, [Domain.Escrows.EventTypes.Created]);
        await swept.Grains.WebhookEndpoint(id).Create(The.DeveloperId, input, null);
        swept.Faults.FailNextCommit(FaultPoint.AfterCommit);
        await Assert.ThrowsAsync<Storage.DatabaseUnavailableException>(() => EscrowLife.CreateAsync(swept));

        // Its loops begin at some time after the start, and count from there.
        await DhmadCluster.Eventually(() =>
        {
            swept.Time.Advance(Sweep.Period);
            return receiver.Requests.Count > 0;
        });
    }

    [Fact]
    public async Task Many_nudges_at_once_make_one_delivery_for_each_endpoint_and_event()
    {
        await AddAsync();
        await AddAsync();
        for (var i = 0; i < 5; i++) await CreateUnheardAsync();

        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => i % 10 == 0
            ? Cluster.Grains.Outbox.Sweep()
            : Cluster.Grains.Outbox.Nudge(Cluster.Time.GetUtcNow())));
        await Receiver.NextAsync(10);
        await AttemptedAsync(10);

        Assert.Equal(10, (await DeliveriesAsync()).Count);
        Assert.Equal(10, Receiver.Requests.Count);
    }

    [Fact]
    public async Task A_retry_survives_a_restart_with_its_time()
    {
        Receiver.AnswerWith(500);
        await AddAsync();
        await CreateAsync();
        await AttemptedAsync(1);
        var first = await Receiver.NextAsync();

        await Cluster.RestartAsync();
        await Cluster.Grains.Outbox.Sweep();
        await Cluster.SettleAsync();
        Assert.Single(Receiver.Requests);

        Receiver.AnswerWith(200);
        await Cluster.AdvanceAsync(TimeSpan.FromSeconds(1));
        await Cluster.Grains.Outbox.Sweep();
        var second = await Receiver.NextAsync();
        await AttemptedAsync(2);

        Assert.Equal(first.Headers["X-Webhook-Id"], second.Headers["X-Webhook-Id"]);
        Assert.Equal(first.Body, second.Body);
        Assert.Equal(("delivered", 2), (await DeliveriesAsync()) is [var row] ? (row.Status, row.Attempts) : default);
    }

    [Fact]
    public async Task An_attempt_that_a_restart_broke_off_is_made_again_as_the_same_delivery()
    {
        var never = new TaskCompletionSource<Answer>();
        Receiver.AnswerWith(_ => never.Task);
        await AddAsync();
        await CreateAsync();
        var first = await Receiver.NextAsync();

        Receiver.AnswerWith(200);
        await Cluster.RestartAsync();
        await Cluster.Grains.Outbox.Sweep();
        var second = await Receiver.NextAsync();
        await AttemptedAsync(1);

        Assert.Equal(first.Headers["X-Webhook-Id"], second.Headers["X-Webhook-Id"]);
        Assert.Equal(("delivered", 1), (await DeliveriesAsync()) is [var row] ? (row.Status, row.Attempts) : default);
        never.SetResult(Answer.Ok);
    }

    [Fact]
    public async Task While_the_database_is_away_an_answer_is_kept_and_not_asked_for_again()
    {
        var answer = new TaskCompletionSource<Answer>();
        Receiver.AnswerWith(_ => answer.Task);
        await AddAsync();
        await CreateAsync();
        await Receiver.NextAsync();

        Cluster.Faults.IsAway = true;
        answer.SetResult(Answer.Ok);
        await DhmadCluster.Eventually(() => Cluster.Faults.Refused > 0);
        await Cluster.SettleAsync();
        Cluster.Faults.IsAway = false;
        await Cluster.Grains.Outbox.Sweep();
        await Cluster.SettleAsync();
        Assert.Empty(await AttemptsAsync());

        await DhmadCluster.Eventually(async () =>
        {
            await Cluster.AdvanceAsync(TimeSpan.FromSeconds(1));
            return (await AttemptsAsync()).Count == 1;
        });
        Assert.Equal("delivered", Assert.Single(await DeliveriesAsync()).Status);
        Assert.Single(Receiver.Requests);
    }

    [Fact]
    public async Task An_attempt_that_could_never_be_told_of_is_made_again()
    {
        var answer = new TaskCompletionSource<Answer>();
        Receiver.AnswerWith(_ => answer.Task);
        await AddAsync();
        await CreateAsync();
        var first = await Receiver.NextAsync();
        Cluster.Faults.IsAway = true;
        answer.SetResult(Answer.Ok);
        await DhmadCluster.Eventually(() => Cluster.Faults.Refused > 0);

        // All tries to tell take 63 seconds.
        for (var second = 0; second < 600; second++) await Cluster.AdvanceAsync(TimeSpan.FromSeconds(1));
        Assert.Single(Receiver.Requests);
        Cluster.Faults.IsAway = false;
        await Cluster.Grains.Outbox.Sweep();
        Assert.Equal(first.Headers["X-Webhook-Id"], (await Receiver.NextAsync()).Headers["X-Webhook-Id"]);
        await AttemptedAsync(1);
        Assert.Equal(("delivered", 1), (await DeliveriesAsync()) is [var row] ? (row.Status, row.Attempts) : default);
    }
}
