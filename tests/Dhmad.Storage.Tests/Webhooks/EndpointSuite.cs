using Dhmad.Domain.Escrows;
using Dhmad.Domain.Webhooks;
using Dhmad.Storage.Webhooks;

namespace Dhmad.Storage.Tests.Webhooks;

/// <summary>Endpoints are kept as they are, with secrets nobody can read in the file.</summary>
public abstract class EndpointSuite : StoreSuite
{
    private static readonly DateTimeOffset Start = DatabaseFixture.Start;

    [SkippableFact]
    public async Task What_is_written_is_read_again()
    {
        await using var fixture = await OpenAsync();
        var webhooks = new WebhooksFixture(fixture);
        var developer = await webhooks.AddDeveloperAsync();
        var stored = await webhooks.AddEndpointAsync(developer, EventTypes.Created, EventTypes.ContractSigned);
        var secrets = stored.Secrets.Renewed(webhooks.Ids, 24, Start);
        var after = stored.Endpoint with
        {
            Url = "https://shop.example.tn/ü?a=1",
            Events = [EventTypes.StatusUpdated],
            IsActive = false,
            PausedAt = Start,
            DisabledReason = DisabledReason.Failing,
            FailureCount = 9,
            FirstFailureAt = Start.AddDays(-5),
            LastTriggeredAt = Start.AddSeconds(-1),
            LastResponseStatus = 503,
            UpdatedAt = Start,
        };

        Assert.NotNull(await webhooks.Endpoints.ChangeAsync(stored, after, secrets, null, default));

        var read = (await webhooks.Endpoints.FindAsync(after.Id, default))!;
        Assert.Equal(after with { Events = [] }, read.Endpoint with { Events = [] });
        Assert.Equal(after.Events, read.Endpoint.Events);
        Assert.Equal(secrets, read.Secrets);
        Assert.Equal(2, read.Version);
        Assert.Equal(secrets, Assert.Single(await webhooks.Endpoints.ListSecretsAsync(developer, default)));
    }

    [SkippableFact]
    public async Task Secrets_are_not_readable_in_the_database_and_go_with_the_endpoint()
    {
        await using var fixture = await OpenAsync();
        var webhooks = new WebhooksFixture(fixture);
        var stored = await webhooks.AddEndpointAsync(await webhooks.AddDeveloperAsync());
        var secret = stored.Secrets.Current;
        var hexOfText = Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(secret));

        var contents = await fixture.ContentsAsync();
        Assert.DoesNotContain(secret, contents, StringComparison.Ordinal);
        Assert.DoesNotContain(hexOfText, contents, StringComparison.Ordinal);

        Assert.True(await webhooks.Endpoints.DeleteAsync(stored, Start, default));
        Assert.Empty(await webhooks.Endpoints.ListSecretsAsync(stored.Endpoint.DeveloperId, default));
        Assert.Equal(0, await webhooks.CountAsync("webhook_endpoints WHERE secret IS NOT NULL"));
        Assert.Equal(0, await webhooks.CountAsync("webhook_subscriptions WHERE until_at IS NULL"));
    }

    [SkippableFact]
    public async Task A_developer_has_at_most_so_many_also_when_asking_at_once()
    {
        await using var fixture = await OpenAsync();
        var webhooks = new WebhooksFixture(fixture);
        var (developer, other) = (await webhooks.AddDeveloperAsync(), await webhooks.AddDeveloperAsync());
        await webhooks.AddEndpointAsync(other);

        var added = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => webhooks.Endpoints.AddAsync(
            webhooks.NewEndpoint(developer, EventTypes.Default), EndpointSecrets.New(webhooks.Ids), 3, null, default)));

        Assert.Equal(3, added.Count(one => one));
        var list = await webhooks.Endpoints.ListAsync(developer, default);
        Assert.Equal(3, list.Count);
        var first = (await webhooks.Endpoints.FindAsync(list[0].Id, default))!;
        Assert.True(await webhooks.Endpoints.DeleteAsync(first, Start, default));
        Assert.True(await webhooks.Endpoints.AddAsync(
            webhooks.NewEndpoint(developer, EventTypes.Default), first.Secrets, 3, null, default));
    }

    /// <summary>As when the process of whoever switches it off dies after the commit.</summary>
    [SkippableFact]
    public async Task What_a_deleted_endpoint_left_pending_is_ended_a_bounded_number_at_a_time()
    {
        const int pending = 2 * Backlog.MaxEndedAtOnce + 1;
        await using var fixture = await OpenAsync();
        var webhooks = new WebhooksFixture(fixture);
        var developer = await webhooks.AddDeveloperAsync();
        var deleted = await webhooks.AddEndpointAsync(developer, EventTypes.Created);
        await webhooks.DeliverAsync(developer, pending);
        Assert.True(await webhooks.Endpoints.DeleteAsync(deleted, Start, default));
        Assert.Equal(pending - Backlog.MaxEndedAtOnce, await CountPendingAsync(webhooks));

        Assert.False(await webhooks.Backlogs.EndAsync(Start.AddMinutes(1), default));
        Assert.Equal(1, await CountPendingAsync(webhooks));
        Assert.True(await webhooks.Backlogs.EndAsync(Start.AddMinutes(1), default));
        Assert.All(await webhooks.DeliveriesAsync(), row => Assert.Equal("endpoint_deleted", row.Failure));
        Assert.True(await webhooks.Backlogs.EndAsync(Start.AddMinutes(1), default));
    }

    [SkippableTheory]
    [InlineData("is_active = 0", "endpoint_disabled")]
    [InlineData("is_active = 0, disabled_reason = 'failing'", "endpoint_disabled")]
    [InlineData("is_active = 0, disabled_reason = 'gone'", "endpoint_gone")]
    [InlineData("is_active = 0, deleted_at = 1, secret = NULL", "endpoint_deleted")]
    [InlineData("paused_at = 1", null)]
    public async Task What_is_pending_ends_where_an_endpoint_is_off_and_stays_where_it_is_not(string state, string? failure)
    {
        await using var fixture = await OpenAsync();
        var webhooks = new WebhooksFixture(fixture);
        var developer = await webhooks.AddDeveloperAsync();
        var ids = new List<string>();
        for (var count = 0; count < 3; count++)
            ids.Add((await webhooks.AddEndpointAsync(developer, EventTypes.Created)).Endpoint.Id);
        await webhooks.DeliverAsync(developer, 2);
        var changed = ids.Order(StringComparer.Ordinal).ElementAt(1);
        await fixture.Database.WriteAsync(
            work => work.ExecuteAsync($"UPDATE webhook_endpoints SET {state} WHERE id = @changed", new { changed }), default);

        Assert.True(await webhooks.Backlogs.EndAsync(Start.AddMinutes(1), default));

        Assert.All(
            await webhooks.DeliveriesAsync(),
            row => Assert.Equal(
                row.EndpointId == changed && failure is not null ? ("failed", failure, null) : ("pending", null, Start),
                (row.Status, row.Failure, row.NextAttemptAt)));
    }

    [SkippableFact]
    public async Task Those_that_are_off_are_found_behind_more_endpoints_than_a_page_holds()
    {
        await using var fixture = await OpenAsync();
        var webhooks = new WebhooksFixture(fixture);
        var developer = await webhooks.AddDeveloperAsync();
        await webhooks.AddEndpointAsync(developer, EventTypes.Created);
        var secrets = EndpointSecrets.New(webhooks.Ids);
        await fixture.Database.WriteAsync(
            async work =>
            {
                for (var count = 0; count < 300; count++)
                    await webhooks.Endpoints.WriteAsync(work, webhooks.NewEndpoint(developer, [EventTypes.Created]), secrets);
            },
            default);
        await webhooks.DeliverAsync(developer, 1);
        await fixture.Database.WriteAsync(work => work.ExecuteAsync("UPDATE webhook_endpoints SET is_active = 0"), default);

        Assert.True(await webhooks.Backlogs.EndAsync(Start.AddMinutes(1), default));

        Assert.Equal(301, (await webhooks.DeliveriesAsync()).Count);
        Assert.Equal(0, await CountPendingAsync(webhooks));
    }

    [SkippableFact]
    public async Task What_a_deleted_endpoint_listened_to_goes_when_no_event_of_that_time_waits()
    {
        await using var fixture = await OpenAsync();
        var webhooks = new WebhooksFixture(fixture);
        var developer = await webhooks.AddDeveloperAsync();
        var (kept, deleted) = (await webhooks.AddEndpointAsync(developer), await webhooks.AddEndpointAsync(developer));
        await webhooks.CommitAsync(webhooks.NewLife(developer).Create());
        Assert.True(await webhooks.Endpoints.DeleteAsync(deleted, Start.AddSeconds(1), default));

        var later = Start.AddSeconds(1).AddMinutes(5);
        Assert.Equal(0, await webhooks.Endpoints.DeleteOldSubscriptionsAsync(later, default));
        await webhooks.DispatchAsync();
        Assert.Equal(0, await webhooks.Endpoints.DeleteOldSubscriptionsAsync(later.AddMilliseconds(-1), default));
        Assert.Equal(EventTypes.Default.Count, await webhooks.Endpoints.DeleteOldSubscriptionsAsync(later, default));
        Assert.Equal(
            EventTypes.Default.Count,
            await webhooks.CountAsync($"webhook_subscriptions WHERE endpoint_id = '{kept.Endpoint.Id}'"));
    }

    [SkippableFact]
    public async Task Switching_back_and_forth_leaves_no_pile_of_rows()
    {
        await using var fixture = await OpenAsync();
        var webhooks = new WebhooksFixture(fixture);
        var stored = await webhooks.AddEndpointAsync(await webhooks.AddDeveloperAsync());
        for (var i = 0; i < 50; i++)
        {
            // Twice in the same millisecond, then again much later.
            stored = await webhooks.ChangeAsync(stored, new WebhookChange(IsActive: false), Start.AddHours(i));
            stored = await webhooks.ChangeAsync(stored, new WebhookChange(IsActive: true), Start.AddHours(i));
        }

        Assert.InRange(await webhooks.CountAsync("webhook_subscriptions"), 1, 2);
    }

    private static Task<long> CountPendingAsync(WebhooksFixture webhooks) =>
        webhooks.CountAsync("webhook_deliveries WHERE status = 'pending'");
}
