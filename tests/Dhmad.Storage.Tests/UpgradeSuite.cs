using System.Data.Common;
using Dapper;
using Dhmad.Domain.Escrows;
using Dhmad.Storage.Escrows;
using Dhmad.Storage.Ledger;
using Dhmad.Storage.Schema;
using Dhmad.Storage.Tests.Webhooks;

namespace Dhmad.Storage.Tests;

/// <summary>
/// Books that were written before rows of an escrow referred to it by number: an upgrade loses and changes nothing of
/// them, and they go on.
/// </summary>
public abstract class UpgradeSuite : StoreSuite
{
    /// <summary>In the order of their references.</summary>
    private static readonly string[] Tables =
    [
        "developers", "users", "escrows", "escrow_events", "outbox", "checkout_sessions", "payments",
        "ledger_transactions", "ledger_entries", "ledger_balances", "webhook_endpoints", "webhook_subscriptions",
        "webhook_deliveries", "webhook_attempts",
    ];

    [SkippableFact]
    public async Task Books_by_id_become_the_same_books_by_number()
    {
        await using var fixture = await OpenAsync();
        var open = await WriteBooksAsync(fixture);
        await using var upgraded = await UpgradeAsync(fixture.Database);
        var (before, after) = (await ProveAsync(fixture.Database), await ProveAsync(upgraded));
        Assert.True(after.Ok, string.Join('\n', after.Checks.Select(check => check.Detail)));
        Assert.Equal(before.Chain, after.Chain);
        Assert.Equal(before.Totals, after.Totals);
        Assert.Equal(before.Checks, after.Checks);
        foreach (var table in Tables)
            Assert.Equal(await RowsAsync(fixture.Database, table), await RowsAsync(upgraded, table));

        Assert.Equal(CommitOutcome.Done, await upgraded.CommitAsync(open.Deliver(), default));
        Assert.Equal(CommitOutcome.Done, await upgraded.CommitAsync(open.Complete(), default));
        var events = await new EscrowQueries(upgraded).EventsAsync(open.Escrow.Id, 0, 100, default);
        Assert.Equal([1, 2, 3, 4], events.Events.Select(row => row.Sequence));
        Assert.True((await ProveAsync(upgraded)).Ok);
    }

    /// <summary>Makes an empty database by the older scripts.</summary>
    protected abstract Task<DbConnection> OpenOlderAsync();

    /// <summary>Opens it as the server does.</summary>
    protected abstract Task<Database> OpenUpgradedAsync();

    /// <summary>The columns that a row is written with.</summary>
    protected abstract string ColumnsOf(string table);

    /// <summary>The scripts before the one that brought the numbers.</summary>
    private protected static Script[] Older(string database) =>
        [.. Script.All(database).TakeWhile(script => !script.Name.EndsWith("_numbers", StringComparison.Ordinal))];

    private async Task<Database> UpgradeAsync(Database present)
    {
        await using (var older = await OpenOlderAsync())
        {
            foreach (var table in Tables) await CopyAsync(present, older, table);
        }

        return await OpenUpgradedAsync();
    }

    private async Task CopyAsync(Database present, DbConnection older, string table)
    {
        var columns = (await older.QueryAsync<string>(ColumnsOf(table))).AsList();
        Assert.NotEmpty(columns);
        var read = string.Join(", ", columns.Select(column => (table, column) switch
        {
            (_, "transaction_id") =>
                $"(SELECT t.id FROM ledger_transactions t WHERE t.number = {table}.transaction_number) AS transaction_id",
            ("escrow_events" or "outbox" or "ledger_transactions" or "webhook_deliveries", "escrow_id") =>
                $"(SELECT e.id FROM escrows e WHERE e.number = {table}.escrow_number) AS escrow_id",
            _ => column,
        }));
        var rows = await present.ReadAsync(
            async work => (await work.Connection.QueryAsync($"SELECT {read} FROM {table}")).AsList(), default);
        Assert.NotEmpty(rows);
        foreach (IDictionary<string, object?> row in rows)
        {
            await older.ExecuteAsync(
                $"""
                INSERT INTO {table} ({string.Join(", ", columns)})
                VALUES ({string.Join(", ", columns.Select(column => "@" + column))})
                """,
                new DynamicParameters(row));
        }
    }

    /// <summary>What rows say, whatever they are numbered.</summary>
    private static Task<string[]> RowsAsync(Database database, string table) => database.ReadAsync(
        async work => (await work.Connection.QueryAsync($"SELECT * FROM {table}"))
            .Select(row => string.Join('|', ((IDictionary<string, object?>)row)
                .Where(column => !column.Key.EndsWith("number", StringComparison.Ordinal))
                .OrderBy(column => column.Key, StringComparer.Ordinal)
                .Select(column => column.Value is byte[] bytes ? Convert.ToHexString(bytes) : column.Value)))
            .Order(StringComparer.Ordinal)
            .ToArray(),
        default);

    /// <summary>Lives at every point, with deliveries that ended, that wait, and that are not made yet.</summary>
    /// <returns>One that is paid.</returns>
    private static async Task<Life> WriteBooksAsync(DatabaseFixture fixture)
    {
        var webhooks = new WebhooksFixture(fixture);
        var developer = await webhooks.AddDeveloperAsync();
        await webhooks.AssociateAsync(developer);
        var endpoint = await webhooks.AddEndpointAsync(developer, "escrow.created", "escrow.status.updated");
        var closed = await webhooks.PayOneAsync(developer);
        await fixture.CommitAsync(closed.Deliver(), closed.Complete());
        await webhooks.DispatchAsync();
        var due = await webhooks.Deliveries.ListNextAsync(endpoint.Endpoint.Id, 1, default);
        await webhooks.AnswerAsync(endpoint, due[0].Id, number: 1, status: 200);
        var open = await webhooks.PayOneAsync(developer);
        await fixture.OpenSessionAsync(open.Escrow, EscrowAction.Complete);
        await fixture.Database.WriteAsync(
            work => work.ExecuteAsync(
                """
                INSERT INTO payments (id, escrow_id, session_id, rail, status, amount_tnd, terms_version, payer_email,
                    payer_first_name, payer_last_name, challenge_tries, created_at, updated_at)
                VALUES ('66d4a1f09b3c5e7a2f1d8c44', @Id, 's', 'wallet', 'declined', 1, 1, 'a@example.tn', '', '', 0, 0, 0)
                """,
                new { open.Escrow.Id }),
            default);
        await fixture.TopUpAsync("sami", 7);
        return open;
    }

    private static Task<ProofReport> ProveAsync(Database database) =>
        new LedgerProof(database).ProveAsync(DatabaseFixture.Start, CancellationToken.None);
}
