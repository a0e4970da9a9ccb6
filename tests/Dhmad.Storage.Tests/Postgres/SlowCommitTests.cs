using Dapper;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Webhooks;
using Dhmad.Storage.Tests.Webhooks;
using Dhmad.Testing.Postgres;
using Npgsql;

namespace Dhmad.Storage.Tests.Postgres;

/// <summary>
/// While a commit waits for its flush, whoever read what it writes loses against it, however often it runs again.
/// </summary>
public sealed class SlowCommitTests
{
    /// <summary>Far longer than it takes to lose as often as a write may.</summary>
    private static readonly TimeSpan Flush = TimeSpan.FromSeconds(1);

    [PostgresFact]
    public async Task A_write_outlasts_a_commit_that_takes_long()
    {
        await using var server = await PostgresServer.StartAsync(("max_prepared_transactions", "10"));
        await using var fixture = await PostgresFixture.OpenAsync(server);
        var webhooks = new WebhooksFixture(fixture);
        var developer = await webhooks.AddDeveloperAsync();
        await webhooks.AddEndpointAsync(developer);

        // A prepared transaction stands for one that is written and waits for its flush: it is done for all but others.
        await using var slow = new NpgsqlConnection(fixture.ConnectionString);
        await slow.OpenAsync();
        await slow.ExecuteAsync("BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT count(*) FROM webhook_endpoints");
        await fixture.Database.WriteAsync(
            work => webhooks.Endpoints.WriteAsync(
                work, webhooks.NewEndpoint(developer, EventTypes.Default), EndpointSecrets.New(webhooks.Ids)),
            default);
        await slow.ExecuteAsync("UPDATE webhook_endpoints SET failure_count = 1");
        await slow.ExecuteAsync("PREPARE TRANSACTION 'slow'");

        var before = fixture.Postgres.Races;
        var adding = Task.Run(() => webhooks.Endpoints.AddAsync(
            webhooks.NewEndpoint(developer, EventTypes.Default), EndpointSecrets.New(webhooks.Ids), 10, null, default));
        await Task.Delay(Flush);
        await slow.ExecuteAsync("COMMIT PREPARED 'slow'");

        Assert.True(await adding);
        Assert.InRange(fixture.Postgres.Races - before, 5, 20);
        Assert.Equal(3, (await webhooks.Endpoints.ListAsync(developer, default)).Count);
    }
}
