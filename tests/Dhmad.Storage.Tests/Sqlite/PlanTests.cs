using Dapper;
using Dhmad.Storage.Ledger;
using Microsoft.Data.Sqlite;

namespace Dhmad.Storage.Tests.Sqlite;

/// <summary>
/// What must cost the same with a million rows as with a thousand goes through an index, in its order: no statement of
/// the commit path, the lists and the sweeps scans a table or sorts.
/// </summary>
public sealed class PlanTests
{
    public static TheoryData<string> ProofQueries =>
    [
        .. BalanceChecks.All.SelectMany(check => new[] { check.Counted, check.Broken }),
        EscrowPass.EscrowsWithEvents,
        EventMoneyCheck.MoneyWithoutEvent,
        EventMoneyCheck.EventsWithMoney,
        LeavingMoneyCheck.EntriesOfLeavingMoney,
    ];

    [Theory]
    [InlineData("SELECT state FROM escrows WHERE id = @a")]
    [InlineData("UPDATE escrows SET version = 2 WHERE number = @a")]
    [InlineData("SELECT balance FROM ledger_balances WHERE account = @a AND owner = @b")]
    [InlineData("UPDATE ledger_balances SET balance = 1 WHERE account = @a AND owner = @b")]
    [InlineData("UPDATE payments SET status = 'voided' WHERE id = @a AND status = @b")]
    [InlineData("UPDATE checkout_sessions SET status = 'completed' WHERE id = @a AND escrow_id = @b AND status = 'pending'")]
    [InlineData("UPDATE checkout_sessions SET status = 'cancelled' WHERE escrow_id = @a AND status = 'pending'")]
    [InlineData("UPDATE submissions SET outcome = 'declined' WHERE payment_id = @a AND outcome = 'started'")]
    [InlineData("UPDATE idempotency_keys SET status = 200 WHERE scope = @a AND key = @b AND claim_id = @c")]
    [InlineData("SELECT id FROM escrows WHERE deadline_at <= @a ORDER BY deadline_at, id LIMIT 10")]
    [InlineData("SELECT id FROM payments WHERE check_at <= @a ORDER BY check_at, id LIMIT 10")]
    [InlineData("SELECT body FROM escrow_events WHERE escrow_number = @a AND sequence > @b ORDER BY sequence LIMIT 10")]
    [InlineData("SELECT count(*) FROM escrows WHERE developer_id = @a AND listed_as = 'completed'")]
    [InlineData("SELECT id FROM mails WHERE code IS NOT NULL AND created_at < @a ORDER BY created_at LIMIT 10")]
    [InlineData("SELECT id FROM mails WHERE created_at < @a ORDER BY created_at LIMIT 10")]
    [InlineData("SELECT link_hash FROM association_links WHERE expires_at < @a ORDER BY expires_at LIMIT 10")]
    [InlineData("SELECT type FROM webhook_subscriptions WHERE until_at <= @a AND until_at <= @b ORDER BY until_at LIMIT 10")]
    [InlineData(
        """
        SELECT endpoint_id FROM webhook_deliveries WHERE status = 'pending' AND endpoint_id > @a
        ORDER BY endpoint_id, next_attempt_at LIMIT 1
        """)]
    [InlineData("SELECT count(*) FROM escrows WHERE developer_id = @a AND listed_as IN ('open', 'completed') AND created_at >= @b")]
    [InlineData(
        """
        SELECT id FROM checkout_sessions WHERE status = 'pending' AND under_review = 0 AND expires_at <= @a
        ORDER BY expires_at, id LIMIT 10
        """)]
    [InlineData(
        """
        SELECT id FROM checkout_sessions WHERE escrow_id = @a AND developer_id = @b AND (created_at, id) < (@c, @d)
        ORDER BY created_at DESC, id DESC LIMIT 10
        """)]
    [InlineData(
        """
        SELECT id, created_at FROM escrows WHERE buyer_id = @a AND listed_as = 'open' AND status = 'pending'
        UNION ALL SELECT id, created_at FROM escrows WHERE buyer_id = @a AND listed_as = 'completed'
        UNION ALL SELECT id, created_at FROM escrows WHERE seller_id = @a AND listed_as = 'completed'
        ORDER BY created_at DESC, id DESC LIMIT 10 OFFSET 20
        """)]
    public async Task A_hot_statement_goes_through_an_index(string sql)
    {
        await using var fixture = await SqliteFixture.OpenAsync();
        await using var connection = new SqliteConnection($"Data Source={fixture.File};Pooling=False");
        await connection.OpenAsync();
        var plan = await connection.QueryAsync<(long, long, long, string Detail)>(
            $"EXPLAIN QUERY PLAN {sql}", new { a = "x", b = "y", c = "z", d = "w" });
        Assert.All(plan, step =>
        {
            Assert.DoesNotContain("SCAN", step.Detail, StringComparison.Ordinal);
            Assert.DoesNotContain("TEMP B-TREE", step.Detail, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Figures_walk_what_is_open_and_what_waits()
    {
        await using var fixture = await SqliteFixture.OpenAsync();
        await using var connection = new SqliteConnection($"Data Source={fixture.File};Pooling=False");
        await connection.OpenAsync();
        foreach (var sql in (string[])[FigureQueries.Open, FigureQueries.Waiting])
        {
            var plan = await connection.QueryAsync<(long, long, long, string Detail)>($"EXPLAIN QUERY PLAN {sql}");
            string[] whole =
            [
                "SCAN owners", "SCAN outbox", "SCAN CONSTANT ROW",
                "SCAN webhook_deliveries USING COVERING INDEX webhook_deliveries_next",
                "SCAN checkout_sessions USING COVERING INDEX checkout_sessions_pending",
                "SCAN checkout_sessions USING COVERING INDEX checkout_sessions_due",
            ];
            var walks = plan.Select(step => step.Detail).Where(step => step.StartsWith("SCAN", StringComparison.Ordinal));
            Assert.All(walks, step => Assert.Contains(whole, step.StartsWith));
        }
    }

    /// <summary>One table may be walked from end to end; whatever is joined to it is looked up, or it would be quadratic.</summary>
    [Theory]
    [MemberData(nameof(ProofQueries))]
    public async Task The_proof_walks_each_table_once(string sql)
    {
        await using var fixture = await SqliteFixture.OpenAsync();
        await using var connection = new SqliteConnection($"Data Source={fixture.File};Pooling=False");
        await connection.OpenAsync();
        var plan = await connection.QueryAsync<(long Id, long Parent, long, string Detail)>(
            $"EXPLAIN QUERY PLAN {sql}", new { statusUpdated = "x" });
        foreach (var loops in plan.GroupBy(step => step.Parent, step => step.Detail))
        {
            var inner = loops.Where(step => step.StartsWith("SCAN ", StringComparison.Ordinal)
                || step.StartsWith("SEARCH ", StringComparison.Ordinal)).Skip(1);
            Assert.All(inner, step => Assert.StartsWith("SEARCH ", step, StringComparison.Ordinal));
            Assert.DoesNotContain(loops, step => step.Contains("AUTOMATIC", StringComparison.Ordinal));
        }
    }
}
