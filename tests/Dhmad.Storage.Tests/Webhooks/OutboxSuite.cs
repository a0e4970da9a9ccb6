using Dhmad.Domain.Escrows;
using Dhmad.Domain.Webhooks;

namespace Dhmad.Storage.Tests.Webhooks;

/// <summary>Who receives an event, once.</summary>
public abstract class OutboxSuite : StoreSuite
{
    private static readonly DateTimeOffset Start = DatabaseFixture.Start;

    [SkippableFact]
    public async Task The_creators_endpoints_receive_what_they_listen_to()
    {
        await using var fixture = await OpenAsync();
        var webhooks = new WebhooksFixture(fixture);
        var (mine, other) = (await webhooks.AddDeveloperAsync(), await webhooks.AddDeveloperAsync());
        var status = await webhooks.AddEndpointAsync(mine);
        var all = await webhooks.AddEndpointAsync(mine, EventTypes.Created, EventTypes.StatusUpdated);
        await webhooks.AddEndpointAsync(mine, EventTypes.ContractSigned);
        await webhooks.AddEndpointAsync(other);
        await webhooks.PayOneAsync(mine);

        var done = await webhooks.DispatchAsync();

        Assert.Equal(2, done.Events);
        Assert.Equal(new[] { status.Endpoint.Id, all.Endpoint.Id }.Order(), done.Endpoints.Order());
        Assert.Equal(
            new[] { (all.Endpoint.Id, 1L), (status.Endpoint.Id, 2L), (all.Endpoint.Id, 2L) }.Order(),
            (await webhooks.DeliveriesAsync()).Select(row => (row.EndpointId, row.Sequence)).Order());
        Assert.All(await webhooks.DeliveriesAsync(), row => Assert.Equal(("pending", 0, Start), (row.Status, row.Attempts, row.NextAttemptAt)));
    }

    [SkippableFact]
    public async Task Each_event_is_dispatched_once_whoever_asks_at_the_same_time()
    {
        await using var fixture = await OpenAsync();
        var webhooks = new WebhooksFixture(fixture);
        var developer = await webhooks.AddDeveloperAsync();
        await webhooks.AddEndpointAsync(developer);
        for (var i = 0; i < 10; i++) await webhooks.PayOneAsync(developer);

        var done = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => webhooks.DispatchAsync(7)));

        Assert.Equal(20, done.Sum(one => one.Events));
        Assert.Equal(10, (await webhooks.DeliveriesAsync()).Count);
        Assert.Equal(0, await webhooks.CountWaitingAsync());
        Assert.Equal(0, (await webhooks.DispatchAsync()).Events);
    }

    [SkippableFact]
    public async Task A_batch_takes_the_oldest_events_and_no_more_than_asked_for()
    {
        await using var fixture = await OpenAsync();
        var webhooks = new WebhooksFixture(fixture);
        var developer = await webhooks.AddDeveloperAsync();
        await webhooks.AddEndpointAsync(developer, EventTypes.Created);
        var late = webhooks.NewLife(developer);
        late.Now = Start.AddSeconds(1);
        var early = webhooks.NewLife(developer);
        await webhooks.CommitAsync(late.Create(), early.Create());

        Assert.Equal(1, (await webhooks.DispatchAsync(1)).Events);

        Assert.Equal(early.Escrow.Id, Assert.Single(await webhooks.DeliveriesAsync()).EscrowId);
        Assert.Equal(1, await webhooks.CountWaitingAsync());
    }

    [SkippableFact]
    public async Task What_was_recorded_before_the_time_asked_for_goes_on_waiting()
    {
        await using var fixture = await OpenAsync();
        var webhooks = new WebhooksFixture(fixture);
        var developer = await webhooks.AddDeveloperAsync();
        await webhooks.AddEndpointAsync(developer, EventTypes.Created);
        var late = webhooks.NewLife(developer);
        late.Now = Start.AddSeconds(1);
        await webhooks.CommitAsync(webhooks.NewLife(developer).Create(), late.Create());

        Assert.Equal(1, (await webhooks.DispatchAsync(since: late.Now)).Events);

        Assert.Equal(late.Escrow.Id, Assert.Single(await webhooks.DeliveriesAsync()).EscrowId);
        Assert.Equal(1, (await webhooks.DispatchAsync()).Events);
    }

    [SkippableFact]
    public async Task Where_nobody_listens_events_are_dispatched_all_the_same()
    {
        await using var fixture = await OpenAsync();
        var webhooks = new WebhooksFixture(fixture);
        await webhooks.PayOneAsync(await webhooks.AddDeveloperAsync());

        var done = await webhooks.DispatchAsync();

        Assert.Equal(2, done.Events);
        Assert.Empty(done.Endpoints);
        Assert.Equal(0, await webhooks.CountWaitingAsync());
    }

    [SkippableFact]
    public async Task A_developer_whose_associated_user_is_a_party_receives_too()
    {
        await using var fixture = await OpenAsync();
        var webhooks = new WebhooksFixture(fixture);
        var (creator, partner) = (await webhooks.AddDeveloperAsync(), await webhooks.AddDeveloperAsync());
        var endpoint = await webhooks.AddEndpointAsync(partner);
        var buyer = await webhooks.AssociateAsync(partner);
        await webhooks.PayOneAsync(creator, buyer);
        await webhooks.PayOneAsync(creator);

        await webhooks.DispatchAsync();

        Assert.Equal(endpoint.Endpoint.Id, Assert.Single(await webhooks.DeliveriesAsync()).EndpointId);
    }

    [SkippableFact]
    public async Task A_creator_whose_user_is_a_party_receives_once()
    {
        await using var fixture = await OpenAsync();
        var webhooks = new WebhooksFixture(fixture);
        var developer = await webhooks.AddDeveloperAsync();
        await webhooks.AddEndpointAsync(developer);
        await webhooks.PayOneAsync(developer, await webhooks.AssociateAsync(developer));
        await webhooks.DispatchAsync();
        Assert.Single(await webhooks.DeliveriesAsync());
    }

    [SkippableTheory]
    [InlineData(-1, 0)]
    [InlineData(0, 1)]
    [InlineData(59, 1)]
    [InlineData(60, 0)]
    public async Task The_association_counts_that_held_when_the_event_happened(int second, int received)
    {
        await using var fixture = await OpenAsync();
        var webhooks = new WebhooksFixture(fixture);
        var (creator, partner) = (await webhooks.AddDeveloperAsync(), await webhooks.AddDeveloperAsync());
        await webhooks.AddEndpointAsync(partner, EventTypes.Created);
        var life = webhooks.NewLife(creator, await webhooks.AssociateAsync(partner));
        await webhooks.DissociateAsync(partner, Start.AddSeconds(60));
        life.Now = Start.AddSeconds(second);
        await webhooks.CommitAsync(life.Create());

        await webhooks.DispatchAsync();

        Assert.Equal(received, (await webhooks.DeliveriesAsync()).Count);
    }

    [SkippableTheory]
    [InlineData(9, 1)]
    [InlineData(10, 0)]
    public async Task The_subscription_counts_that_held_when_the_event_happened(int second, int received)
    {
        await using var fixture = await OpenAsync();
        var webhooks = new WebhooksFixture(fixture);
        var developer = await webhooks.AddDeveloperAsync();
        var endpoint = await webhooks.AddEndpointAsync(developer, EventTypes.Created);
        var life = webhooks.NewLife(developer);
        life.Now = Start.AddSeconds(second);
        await webhooks.CommitAsync(life.Create());
        await webhooks.ChangeAsync(endpoint, new WebhookChange(Events: EventTypes.Default), Start.AddSeconds(10));

        await webhooks.DispatchAsync();

        Assert.Equal(received, (await webhooks.DeliveriesAsync()).Count);
    }

    [SkippableFact]
    public async Task What_happens_while_an_endpoint_is_off_is_not_delivered_later()
    {
        await using var fixture = await OpenAsync();
        var webhooks = new WebhooksFixture(fixture);
        var developer = await webhooks.AddDeveloperAsync();
        var endpoint = await webhooks.AddEndpointAsync(developer, EventTypes.Created);
        var off = await webhooks.ChangeAsync(endpoint, new WebhookChange(IsActive: false), Start.AddSeconds(10));
        var (before, meanwhile, after) = (webhooks.NewLife(developer), webhooks.NewLife(developer), webhooks.NewLife(developer));
        (before.Now, meanwhile.Now, after.Now) = (Start, Start.AddSeconds(15), Start.AddSeconds(20));
        await webhooks.CommitAsync(before.Create(), meanwhile.Create());
        Assert.Empty((await webhooks.DispatchAsync()).Endpoints);

        await webhooks.ChangeAsync(off, new WebhookChange(IsActive: true), Start.AddSeconds(20));
        await webhooks.CommitAsync(after.Create());
        await webhooks.DispatchAsync();

        Assert.Equal(after.Escrow.Id, Assert.Single(await webhooks.DeliveriesAsync()).EscrowId);
    }

    [SkippableFact]
    public async Task An_event_older_than_the_endpoint_is_not_delivered()
    {
        await using var fixture = await OpenAsync();
        var webhooks = new WebhooksFixture(fixture);
        var developer = await webhooks.AddDeveloperAsync();
        var life = webhooks.NewLife(developer);
        life.Now = Start.AddHours(-1);
        await webhooks.CommitAsync(life.Create());
        await webhooks.AddEndpointAsync(developer, EventTypes.Created);
        await webhooks.DispatchAsync();
        Assert.Empty(await webhooks.DeliveriesAsync());
    }

    [SkippableFact]
    public async Task A_paused_endpoint_gets_its_deliveries()
    {
        await using var fixture = await OpenAsync();
        var webhooks = new WebhooksFixture(fixture);
        var developer = await webhooks.AddDeveloperAsync();
        var stored = await webhooks.AddEndpointAsync(developer);
        await webhooks.Endpoints.ChangeAsync(stored, stored.Endpoint with { PausedAt = Start }, stored.Secrets, null, default);
        await webhooks.PayOneAsync(developer);
        await webhooks.DispatchAsync();
        Assert.Single(await webhooks.DeliveriesAsync());
        Assert.Empty(await webhooks.Deliveries.ListDueEndpointsAsync(Start, "", 10, default));
    }
}
