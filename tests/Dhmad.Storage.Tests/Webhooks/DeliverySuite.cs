using Dhmad.Domain.Escrows;
using Dhmad.Domain.Webhooks;
using Dhmad.Storage.Accounts;
using Dhmad.Storage.Tests.Accounts;
using Dhmad.Testing;

namespace Dhmad.Storage.Tests.Webhooks;

/// <summary>What may be attempted next, and what an attempt leaves behind.</summary>
public abstract class DeliverySuite : StoreSuite
{
    private static readonly DateTimeOffset Start = DatabaseFixture.Start;

    [SkippableFact]
    public async Task Of_one_escrows_first_attempts_only_the_earliest_may_start()
    {
        await using var fixture = await OpenAsync();
        var webhooks = new WebhooksFixture(fixture);
        var developer = await webhooks.AddDeveloperAsync();
        var endpoint = await webhooks.AddEndpointAsync(developer, EventTypes.Created, EventTypes.StatusUpdated);
        await webhooks.PayOneAsync(developer);
        await webhooks.PayOneAsync(developer);
        await webhooks.DispatchAsync();

        var next = await NextAsync(webhooks, endpoint);
        Assert.Equal(2, next.Count);
        Assert.All(next, due => Assert.Equal((EventTypes.Created, 0), (due.Type, due.AttemptCount)));
    }

    [SkippableFact]
    public async Task A_retry_holds_nothing_back()
    {
        await using var fixture = await OpenAsync();
        var webhooks = new WebhooksFixture(fixture);
        var developer = await webhooks.AddDeveloperAsync();
        var endpoint = await webhooks.AddEndpointAsync(developer, EventTypes.Created, EventTypes.StatusUpdated);
        await webhooks.PayOneAsync(developer);
        await webhooks.DispatchAsync();
        var first = Assert.Single(await NextAsync(webhooks, endpoint));

        await webhooks.AnswerAsync(endpoint, first.Id, 1, 500);

        Assert.Equal(
            [(EventTypes.StatusUpdated, 0, Start), (EventTypes.Created, 1, Start.AddSeconds(1))],
            (await NextAsync(webhooks, endpoint)).Select(due => (due.Type, due.AttemptCount, due.NextAttemptAt)));
    }

    [SkippableFact]
    public async Task The_bytes_to_send_are_the_bytes_that_were_committed()
    {
        await using var fixture = await OpenAsync();
        var webhooks = new WebhooksFixture(fixture);
        var developer = await webhooks.AddDeveloperAsync();
        var endpoint = await webhooks.AddEndpointAsync(developer, EventTypes.Created);
        var commit = webhooks.NewLife(developer).Create();
        await webhooks.CommitAsync(commit);
        await webhooks.DispatchAsync();
        Assert.Equal(commit.Events[0].Body, Assert.Single(await NextAsync(webhooks, endpoint)).Body);
    }

    [SkippableFact]
    public async Task A_delivery_knows_when_and_in_which_trace_its_event_was_committed()
    {
        await using var fixture = await OpenAsync();
        var webhooks = new WebhooksFixture(fixture);
        var developer = await webhooks.AddDeveloperAsync();
        var endpoint = await webhooks.AddEndpointAsync(developer, EventTypes.Created);
        using var trace = new WatchedTrace();
        using (trace.Enter()) await webhooks.CommitAsync(webhooks.NewLife(developer).Create());
        await webhooks.CommitAsync(webhooks.NewLife(developer).Create());
        await webhooks.DispatchAsync();

        var due = await NextAsync(webhooks, endpoint);
        Assert.All(due, one => Assert.Equal(Start, one.RecordedAt));
        Assert.Equal(2, due.Count);
        Assert.Contains(trace.Id.ToString(), Assert.Single(due, one => one.Traceparent is not null).Traceparent!);
    }

    [SkippableFact]
    public async Task An_attempt_is_written_once()
    {
        await using var fixture = await OpenAsync();
        var webhooks = new WebhooksFixture(fixture);
        var developer = await webhooks.AddDeveloperAsync();
        var endpoint = await webhooks.AddEndpointAsync(developer);
        await webhooks.PayOneAsync(developer);
        await webhooks.DispatchAsync();
        var due = Assert.Single(await NextAsync(webhooks, endpoint));

        var failed = await webhooks.AnswerAsync(endpoint, due.Id, 1, 500);
        var again = await webhooks.AnswerAsync(failed.Endpoint!, due.Id, 1, 500);
        var well = await webhooks.AnswerAsync(failed.Endpoint!, due.Id, 2, 200, Start.AddSeconds(1));
        var late = await webhooks.AnswerAsync(well.Endpoint!, due.Id, 3, 500);

        Assert.Equal([0, 1, 0, 1], new[] { failed, again, well, late }.Select(one => one.Known.Count));
        Assert.Equal(2, await webhooks.CountAsync("webhook_attempts"));
        var row = Assert.Single(await webhooks.DeliveriesAsync());
        Assert.Equal(("delivered", null, 2, Start.AddSeconds(1)), (row.Status, row.Failure, row.Attempts, row.EndedAt));
        Assert.Null(row.NextAttemptAt);
        Assert.Equal(0, well.Endpoint!.Endpoint.FailureCount);
        Assert.Empty(await NextAsync(webhooks, endpoint));
    }

    [SkippableFact]
    public async Task Attempts_that_ended_together_are_written_together()
    {
        await using var fixture = await OpenAsync();
        var webhooks = new WebhooksFixture(fixture);
        var developer = await webhooks.AddDeveloperAsync();
        var endpoint = await webhooks.AddEndpointAsync(developer);
        for (var i = 0; i < 3; i++) await webhooks.PayOneAsync(developer);
        await webhooks.DispatchAsync();
        var due = await NextAsync(webhooks, endpoint);

        var written = await webhooks.WriteAsync(endpoint,
        [
            WebhooksFixture.Attempt(due[0].Id, 1, 500),
            WebhooksFixture.Attempt(due[1].Id, 1, 200),
            WebhooksFixture.Attempt(due[2].Id, 1, 503),
        ]);

        Assert.Empty(written.Known);
        Assert.Equal(endpoint.Version + 1, written.Endpoint!.Version);
        Assert.Equal((1, 503), (written.Endpoint.Endpoint.FailureCount, written.Endpoint.Endpoint.LastResponseStatus));
        var rows = (await webhooks.DeliveriesAsync()).ToDictionary(row => row.Id);
        Assert.Equal(["pending", "delivered", "pending"], due.Select(one => rows[one.Id].Status));
        Assert.Equal([Start.AddSeconds(1), null, Start.AddSeconds(1)], due.Select(one => rows[one.Id].NextAttemptAt));
        Assert.Equal(3, await webhooks.CountAsync("webhook_attempts"));
    }

    [SkippableFact]
    public async Task With_one_that_is_written_already_none_is_and_it_is_named()
    {
        await using var fixture = await OpenAsync();
        var webhooks = new WebhooksFixture(fixture);
        var developer = await webhooks.AddDeveloperAsync();
        var endpoint = await webhooks.AddEndpointAsync(developer);
        for (var i = 0; i < 3; i++) await webhooks.PayOneAsync(developer);
        await webhooks.DispatchAsync();
        var attempts = (await NextAsync(webhooks, endpoint))
            .Select(due => WebhooksFixture.Attempt(due.Id, 1, 200)).ToList();
        var first = await webhooks.WriteAsync(endpoint, [attempts[1]]);
        var before = await fixture.ContentsAsync();

        var known = await webhooks.WriteAsync(first.Endpoint!, attempts);
        var twice = await webhooks.WriteAsync(first.Endpoint!, [attempts[0], attempts[0]]);

        Assert.Equal([1], known.Known);
        Assert.Equal([1], twice.Known);
        Assert.Equal(before, await fixture.ContentsAsync());
        Assert.Equal(first.Endpoint, known.Endpoint);
    }

    [SkippableFact]
    public async Task Whoever_read_the_endpoint_before_a_change_writes_nothing()
    {
        await using var fixture = await OpenAsync();
        var webhooks = new WebhooksFixture(fixture);
        var developer = await webhooks.AddDeveloperAsync();
        var endpoint = await webhooks.AddEndpointAsync(developer);
        await webhooks.PayOneAsync(developer);
        await webhooks.DispatchAsync();
        await webhooks.ChangeAsync(endpoint, new WebhookChange(Url: "https://other.tn/"), Start);
        var due = Assert.Single(await NextAsync(webhooks, endpoint));
        var before = await fixture.ContentsAsync();

        Assert.Null((await webhooks.AnswerAsync(endpoint, due.Id, 1, 200)).Endpoint);
        Assert.Null(await webhooks.Endpoints.ChangeAsync(
            endpoint, endpoint.Endpoint, endpoint.Secrets, null, CancellationToken.None));
        Assert.False(await webhooks.Endpoints.DeleteAsync(endpoint, Start, CancellationToken.None));
        Assert.Equal(before, await fixture.ContentsAsync());
    }

    [SkippableFact]
    public async Task Gone_ends_everything_that_waits_and_is_mailed_with_it()
    {
        await using var fixture = await OpenAsync();
        var webhooks = new WebhooksFixture(fixture);
        var developer = await webhooks.AddDeveloperAsync();
        var endpoint = await webhooks.AddEndpointAsync(developer);
        await webhooks.PayOneAsync(developer);
        await webhooks.PayOneAsync(developer);
        await webhooks.DispatchAsync();
        var mail = new AccountsFixture(fixture).NewMail("dev@example.tn");

        var gone = await webhooks.AnswerAsync(endpoint, (await NextAsync(webhooks, endpoint))[0].Id, 1, 410, mail: mail);

        Assert.Equal((false, DisabledReason.Gone), (gone.Endpoint!.Endpoint.IsActive, gone.Endpoint.Endpoint.DisabledReason));
        Assert.All(await webhooks.DeliveriesAsync(), row => Assert.Equal(("failed", "endpoint_gone"), (row.Status, row.Failure)));
        Assert.Single((await new MailStore(fixture.Database).PageAsync("dev@example.tn", null, 10, default)).Mails);
        await webhooks.PayOneAsync(developer);
        Assert.Empty((await webhooks.DispatchAsync()).Endpoints);
    }

    [SkippableFact]
    public async Task Switched_off_or_deleted_its_pending_deliveries_end()
    {
        await using var fixture = await OpenAsync();
        var webhooks = new WebhooksFixture(fixture);
        var developer = await webhooks.AddDeveloperAsync();
        var (off, deleted) = (await webhooks.AddEndpointAsync(developer), await webhooks.AddEndpointAsync(developer));
        await webhooks.PayOneAsync(developer);
        await webhooks.DispatchAsync();

        await webhooks.ChangeAsync(off, new WebhookChange(IsActive: false), Start);
        Assert.True(await webhooks.Endpoints.DeleteAsync(deleted, Start, default));

        Assert.Equal(
            new[] { (off.Endpoint.Id, "endpoint_disabled"), (deleted.Endpoint.Id, "endpoint_deleted") }.Order(),
            (await webhooks.DeliveriesAsync()).Select(row => (row.EndpointId, row.Failure!)).Order());
        Assert.Null(await webhooks.Endpoints.FindAsync(deleted.Endpoint.Id, default));
        Assert.Equal(off.Endpoint.Id, Assert.Single(await webhooks.Endpoints.ListAsync(developer, default)).Id);
    }

    [SkippableFact]
    public async Task A_backlog_of_any_size_ends()
    {
        await using var fixture = await OpenAsync();
        var webhooks = new WebhooksFixture(fixture);
        var developer = await webhooks.AddDeveloperAsync();
        var endpoint = await webhooks.AddEndpointAsync(developer, EventTypes.Created);
        await webhooks.CommitAsync([.. Enumerable.Range(0, 1100).Select(_ => webhooks.NewLife(developer).Create())]);
        while ((await webhooks.DispatchAsync()).Events > 0) Assert.True(await webhooks.CountAsync("webhook_deliveries") <= 1100);

        await webhooks.ChangeAsync(endpoint, new WebhookChange(IsActive: false), Start);
        await webhooks.Endpoints.EndBacklogAsync(endpoint.Endpoint.Id, DeliveryFailure.EndpointDisabled, Start, default);

        var rows = await webhooks.DeliveriesAsync();
        Assert.Equal(1100, rows.Count);
        Assert.All(rows, row => Assert.Equal("endpoint_disabled", row.Failure));
    }

    [SkippableFact]
    public async Task Due_endpoints_are_found_page_by_page_when_their_time_comes()
    {
        await using var fixture = await OpenAsync();
        var webhooks = new WebhooksFixture(fixture);
        var developer = await webhooks.AddDeveloperAsync();
        string[] ids =
        [
            (await webhooks.AddEndpointAsync(developer)).Endpoint.Id,
            (await webhooks.AddEndpointAsync(developer)).Endpoint.Id,
            (await webhooks.AddEndpointAsync(developer)).Endpoint.Id,
        ];
        Array.Sort(ids, StringComparer.Ordinal);
        await webhooks.PayOneAsync(developer);
        await webhooks.DispatchAsync();

        Assert.Empty(await webhooks.Deliveries.ListDueEndpointsAsync(Start.AddMilliseconds(-1), "", 10, default));
        Assert.Equal(ids[..2], await webhooks.Deliveries.ListDueEndpointsAsync(Start, "", 2, default));
        Assert.Equal(ids[2..], await webhooks.Deliveries.ListDueEndpointsAsync(Start, ids[1], 2, default));
    }

    [SkippableFact]
    public async Task Old_deliveries_go_with_their_attempts_and_pending_ones_stay()
    {
        await using var fixture = await OpenAsync();
        var webhooks = new WebhooksFixture(fixture);
        var developer = await webhooks.AddDeveloperAsync();
        var endpoint = await webhooks.AddEndpointAsync(developer);
        await webhooks.PayOneAsync(developer);
        await webhooks.PayOneAsync(developer);
        await webhooks.DispatchAsync();
        var due = await NextAsync(webhooks, endpoint);
        await webhooks.AnswerAsync(endpoint, due[0].Id, 1, 200);

        Assert.Equal(0, await webhooks.Deliveries.DeleteOldAsync(Start, 10, default));
        Assert.Equal(1, await webhooks.Deliveries.DeleteOldAsync(Start.AddMilliseconds(1), 10, default));

        Assert.Equal(due[1].Id, Assert.Single(await webhooks.DeliveriesAsync()).Id);
        Assert.Equal(0, await webhooks.CountAsync("webhook_attempts"));
    }

    private static Task<IReadOnlyList<Dhmad.Storage.Webhooks.DueDelivery>> NextAsync(
        WebhooksFixture webhooks, Dhmad.Storage.Webhooks.StoredEndpoint endpoint) =>
        webhooks.Deliveries.ListNextAsync(endpoint.Endpoint.Id, 9, default);
}
