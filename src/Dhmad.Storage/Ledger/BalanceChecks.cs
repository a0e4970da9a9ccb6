namespace Dhmad.Storage.Ledger;

/// <summary>The invariants that are sums: for each, how many things there are, and the rows that break it.</summary>
internal static class BalanceChecks
{
    /// <summary>In the order of the specification; each query of breaches gives Subject, Expected and Found.</summary>
    public static readonly IReadOnlyList<BalanceCheck> All =
    [
        new(
            "zero_sum",
            "SELECT count(*) FROM ledger_transactions",
            """
            SELECT 'transaction ' || t.id AS Subject, 0 AS Expected, coalesce(sum(e.amount_tnd), 0) AS Found
            FROM ledger_transactions t LEFT JOIN ledger_entries e ON e.transaction_number = t.number
            GROUP BY t.number, t.id HAVING coalesce(sum(e.amount_tnd), 0) <> 0 OR count(e.line) < 2
            UNION ALL
            SELECT 'entry without transaction ' || e.transaction_number, 0, e.amount_tnd FROM ledger_entries e
            WHERE NOT EXISTS (SELECT 1 FROM ledger_transactions t WHERE t.number = e.transaction_number)
            UNION ALL
            SELECT 'the id of transactions ' || id, 1, count(*) FROM ledger_transactions
            GROUP BY id HAVING count(*) > 1
            UNION ALL
            SELECT 'the whole ledger', 0, sum(amount_tnd) FROM ledger_entries HAVING sum(amount_tnd) <> 0
            """),
        new(
            "balances_match",
            "SELECT count(*) FROM ledger_balances",
            """
            SELECT account || ' ' || owner AS Subject, sum(moved) AS Expected, sum(kept) AS Found FROM (
                SELECT account, owner, balance AS kept, 0 AS moved FROM ledger_balances
                UNION ALL
                SELECT account, owner, 0, amount_tnd FROM ledger_entries
                WHERE account NOT IN ('platform_fees', 'rail_clearing')) AS both_sides
            GROUP BY account, owner HAVING sum(kept) <> sum(moved)
            """),
        new(
            "never_negative",
            """
            SELECT count(*) FROM (
                SELECT DISTINCT account, owner FROM ledger_entries WHERE account <> 'rail_clearing') AS accounts
            """,
            """
            SELECT account || ' ' || owner AS Subject, 0 AS Expected, sum(amount_tnd) AS Found FROM ledger_entries
            WHERE account <> 'rail_clearing' GROUP BY account, owner HAVING sum(amount_tnd) < 0
            UNION ALL
            SELECT 'balance of ' || account || ' ' || owner, 0, balance FROM ledger_balances WHERE balance < 0
            """),
        new(
            "held_equals_open",
            "SELECT count(*) FROM escrows WHERE status IN ('pending', 'paid', 'delivered')",
            """
            SELECT 'escrow ' || id AS Subject, expected AS Expected, found AS Found FROM (
                SELECT e.id, CASE WHEN e.status = 'pending' THEN 0 ELSE e.amount_tnd END AS expected,
                    coalesce(b.balance, 0) AS found
                FROM escrows e LEFT JOIN ledger_balances b ON b.account = 'held' AND b.owner = e.id
                WHERE e.status IN ('pending', 'paid', 'delivered')) AS open
            WHERE expected <> found
            UNION ALL
            SELECT 'held without escrow ' || b.owner, 0, b.balance FROM ledger_balances b
            WHERE b.account = 'held' AND b.balance <> 0 AND NOT EXISTS (SELECT 1 FROM escrows e WHERE e.id = b.owner)
            """),
        new(
            "closed_hold_zero",
            "SELECT count(*) FROM escrows WHERE status IN ('completed', 'cancelled')",
            """
            SELECT 'escrow ' || e.id AS Subject, 0 AS Expected, b.balance AS Found
            FROM escrows e JOIN ledger_balances b ON b.account = 'held' AND b.owner = e.id
            WHERE e.status IN ('completed', 'cancelled') AND b.balance <> 0
            """),
        new(
            "released_exactly",
            """
            SELECT count(*) FROM ledger_transactions h JOIN escrows e ON e.number = h.escrow_number
            WHERE h.movement = 'hold' AND e.status IN ('completed', 'cancelled')
            """,
            """
            SELECT 'escrow ' || e.id AS Subject, e.amount_tnd AS Expected, coalesce(sum(x.amount_tnd), 0) AS Found
            FROM escrows e
            JOIN ledger_transactions h
                ON h.escrow_number = e.number AND h.movement = 'hold' AND h.event_sequence IS NOT NULL
            LEFT JOIN ledger_transactions t
                ON t.escrow_number = e.number AND t.event_sequence IS NOT NULL AND t.movement <> 'hold'
            LEFT JOIN ledger_entries x ON x.transaction_number = t.number AND x.account <> 'held'
            WHERE e.status IN ('completed', 'cancelled')
            GROUP BY e.id, e.amount_tnd HAVING coalesce(sum(x.amount_tnd), 0) <> e.amount_tnd OR min(x.amount_tnd) < 0
            """),
        new(
            "sequences_gap_free",
            "SELECT count(*) FROM escrows",
            """
            SELECT 'escrow ' || e.id AS Subject, e.sequence AS Expected, count(v.sequence) AS Found
            FROM escrows e LEFT JOIN escrow_events v ON v.escrow_number = e.number
            GROUP BY e.id, e.sequence
            HAVING count(v.sequence) <> e.sequence OR min(v.sequence) <> 1 OR max(v.sequence) <> e.sequence
            UNION ALL
            SELECT 'event without escrow ' || v.escrow_number, 0, v.sequence FROM escrow_events v
            WHERE NOT EXISTS (SELECT 1 FROM escrows e WHERE e.number = v.escrow_number)
            """),
    ];
}

/// <summary>One invariant in SQL.</summary>
internal sealed record BalanceCheck(string Name, string Counted, string Broken)
{
    public async Task<ProofCheck> RunAsync(Work work)
    {
        var breaches = new Breaches(Name);
        await foreach (var row in work.StreamAsync<Row>(Broken))
            breaches.Add($"{row.Subject} should have {row.Expected} and has {row.Found}");
        return breaches.ToCheck(await work.FirstAsync<long>(Counted));
    }

    private sealed class Row
    {
        public string Subject { get; init; } = "";

        public long Expected { get; init; }

        public long Found { get; init; }
    }
}
