using Dapper;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Webhooks;
using Dhmad.Storage.Tests.Webhooks;
using Dhmad.Storage.Webhooks;
using Dhmad.Testing;
using Dhmad.Testing.Postgres;
using Npgsql;

namespace Dhmad.Storage.Tests.Postgres;

/// <summary>Events are dispatched while attempts end and endpoints change: nobody loses, and nothing is left behind.</summary>
public sealed class WebhookRaceTests
{
    private const int Rounds = 40;
    private const string Take = "SELECT 1 FROM webhook_subscriptions FOR NO KEY UPDATE NOWAIT";

    [PostgresFact]
    public async Task Dispatching_never_loses_against_attempts_of_the_same_endpoint()
    {
        await using var fixture = await PostgresFixture.OpenAsync();
        var webhooks = new WebhooksFixture(fixture);
        var developer = await webhooks.AddDeveloperAsync();
        var endpoint = await webhooks.AddEndpointAsync(developer, EventTypes.Created, EventTypes.StatusUpdated);
        for (var round = 0; round < Rounds; round++) await webhooks.PayOneAsync(developer);
        await webhooks.DispatchAsync(Rounds);
        var before = fixture.Postgres.Races;

        var dispatching = Task.Run(async () =>
        {
            while ((await webhooks.DispatchAsync(1)).Events > 0) await Task.Yield();
        });
        var ended = 0;
        while (!dispatching.IsCompleted || ended < 2 * Rounds)
        {
            var due = await webhooks.Deliveries.ListNextAsync(endpoint.Endpoint.Id, 3, default);
            if (due.Count == 0) continue;
            var attempts = due.Select(one => WebhooksFixture.Attempt(one.Id, 1, 200)).ToList();
            endpoint = (await webhooks.WriteAsync(endpoint, attempts)).Endpoint!;
            ended += due.Count;
        }

        await dispatching;
        Assert.Equal(before, fixture.Postgres.Races);
        Assert.All(await webhooks.DeliveriesAsync(), row => Assert.Equal("delivered", row.Status));
        Assert.Equal(2 * Rounds, ended);
    }

    [PostgresFact]
    public async Task Nothing_waits_for_an_endpoint_that_was_switched_off_while_events_were_dispatched()
    {
        await using var fixture = await PostgresFixture.OpenAsync();
        var webhooks = new WebhooksFixture(fixture);
        var developer = await webhooks.AddDeveloperAsync();
        var endpoint = await webhooks.AddEndpointAsync(developer, EventTypes.Created);
        var found = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var now = DatabaseFixture.Start.AddHours(round);
            var life = webhooks.NewLife(developer);
            life.Now = now;
            await webhooks.CommitAsync(life.Create());

            // Sooner or later, so that some find the delivery and some come before it.
            var wait = TimeSpan.FromMilliseconds(0.2 * round);
            var (dispatched, off) = (webhooks.DispatchAsync(), OffAsync(wait, now.AddMinutes(1)));
            found += (await dispatched).Endpoints.Count;
            endpoint = await off;
            Assert.DoesNotContain(await webhooks.DeliveriesAsync(), row => row.Status == "pending");
            endpoint = await webhooks.ChangeAsync(endpoint, new WebhookChange(IsActive: true), now.AddMinutes(2));
        }

        Assert.Equal(found, (await webhooks.DeliveriesAsync()).Count);
        Assert.Equal(0, await webhooks.CountWaitingAsync());

        async Task<StoredEndpoint> OffAsync(TimeSpan wait, DateTimeOffset now)
        {
            await Task.Delay(wait);
            var changed = await webhooks.ChangeAsync(endpoint, new WebhookChange(IsActive: false), now);
            await webhooks.Endpoints.EndBacklogAsync(
                endpoint.Endpoint.Id, DeliveryFailure.EndpointDisabled, now, default);
            return changed;
        }
    }

    [PostgresFact]
    public async Task Whoever_switches_off_waits_for_who_dispatches()
    {
        await using var fixture = await PostgresFixture.OpenAsync();
        var webhooks = new WebhooksFixture(fixture);
        var endpoint = await webhooks.AddEndpointAsync(await webhooks.AddDeveloperAsync());
        await using var dispatcher = new NpgsqlConnection(fixture.ConnectionString);
        await dispatcher.OpenAsync();
        await using var transaction = await dispatcher.BeginTransactionAsync();
        await dispatcher.ExecuteAsync("SELECT 1 FROM webhook_subscriptions s FOR SHARE OF s", transaction: transaction);

        var off = webhooks.ChangeAsync(endpoint, new WebhookChange(IsActive: false), DatabaseFixture.Start);
        await DhmadCluster.Eventually(() => IsWaitingAsync(dispatcher));
        Assert.False(off.IsCompleted);

        await transaction.CommitAsync();
        Assert.False((await off).Endpoint.IsActive);
    }

    [PostgresFact]
    public async Task Who_dispatches_holds_what_is_listened_to_until_the_deliveries_are_written()
    {
        await using var fixture = await PostgresFixture.OpenAsync();
        var webhooks = new WebhooksFixture(fixture);
        var developer = await webhooks.AddDeveloperAsync();
        await webhooks.AddEndpointAsync(developer);
        await webhooks.PayOneAsync(developer);
        await using var other = new NpgsqlConnection(fixture.ConnectionString);
        await other.OpenAsync();
        await using (var transaction = await other.BeginTransactionAsync())
        {
            await other.ExecuteAsync("LOCK TABLE webhook_deliveries IN SHARE MODE", transaction: transaction);
            var dispatching = webhooks.DispatchAsync();
            await DhmadCluster.Eventually(() => IsWaitingAsync(other));
            await Assert.ThrowsAsync<PostgresException>(() => other.ExecuteAsync(Take, transaction: transaction));
            await transaction.RollbackAsync();
            Assert.Single((await dispatching).Endpoints);
        }

        Assert.Equal(-1, await other.ExecuteAsync(Take));
    }

    [PostgresFact]
    public async Task A_delivery_refers_to_an_endpoint_which_stays()
    {
        await using var fixture = await PostgresFixture.OpenAsync();
        var webhooks = new WebhooksFixture(fixture);
        var developer = await webhooks.AddDeveloperAsync();
        await webhooks.AddEndpointAsync(developer);
        await webhooks.PayOneAsync(developer);
        await webhooks.DispatchAsync();

        await using var connection = new NpgsqlConnection(fixture.ConnectionString);
        foreach (var statement in (string[])
        [
            "UPDATE webhook_deliveries SET endpoint_id = 'none'",
            """
            INSERT INTO webhook_deliveries (id, endpoint_id, escrow_number, sequence, status, attempt_count, next_attempt_at,
                created_at)
            SELECT gen_random_uuid(), 'none', escrow_number, sequence, 'pending', 0, 1, 1 FROM webhook_deliveries
            """,
            "DELETE FROM webhook_subscriptions; DELETE FROM webhook_endpoints",
        ])
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(() => connection.ExecuteAsync(statement));
            Assert.StartsWith("23", refused.SqlState, StringComparison.Ordinal);
        }
    }

    private static async Task<bool> IsWaitingAsync(NpgsqlConnection connection) =>
        await connection.ExecuteScalarAsync<bool>(
            "SELECT count(*) > 0 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'");
}
