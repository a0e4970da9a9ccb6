namespace Dhmad.Storage;

/// <summary>How much of everything there is now, for whoever watches the deployment.</summary>
public sealed class FigureQueries(Database database)
{
    /// <summary>
    /// Reads them on one snapshot. Most are counts of what waits; open escrows and held money walk one index, so a
    /// million escrows cost some tenths of a second: ask rarely.
    /// </summary>
    /// <exception cref="DatabaseUnavailableException">The database cannot be reached or read.</exception>
    public Task<Figures> ReadAsync(CancellationToken cancellationToken) => database.ReadAsync(
        async work =>
        {
            var figures = await work.FirstAsync<Figures>(
                """
                SELECT (SELECT count(*) FROM outbox) AS WaitingEvents,
                    (SELECT min(recorded_at) FROM outbox) AS OldestEventAt,
                    (SELECT count(*) FROM webhook_deliveries WHERE status = 'pending') AS PendingDeliveries,
                    (SELECT count(*) FROM checkout_sessions WHERE status = 'pending') AS OpenSessions,
                    (SELECT CAST(coalesce(sum(balance), 0) AS BIGINT) FROM ledger_balances
                     WHERE account = 'held') AS HeldMillimes
                """);
            var open = await work.ListAsync<(string Status, long Count)>(
                """
                SELECT status, count(*) FROM escrows WHERE status IN ('pending', 'paid', 'delivered') GROUP BY status
                """);
            return figures! with { OpenEscrows = open.ToDictionary(row => row.Status, row => row.Count) };
        },
        cancellationToken);
}

/// <summary>The deployment at one moment.</summary>
public sealed record Figures
{
    /// <summary>Statuses an escrow can be in while it is open.</summary>
    public static readonly IReadOnlyList<string> OpenStatuses = ["pending", "paid", "delivered"];

    /// <summary>Events that are committed and not dispatched.</summary>
    public long WaitingEvents { get; init; }

    /// <summary>When the oldest of them was committed; null when none waits.</summary>
    public DateTimeOffset? OldestEventAt { get; init; }

    /// <summary>Deliveries that are to be attempted, now or at a later time.</summary>
    public long PendingDeliveries { get; init; }

    /// <summary>Checkout sessions that can still be used.</summary>
    public long OpenSessions { get; init; }

    /// <summary>What the held accounts sum up to, in millimes of a TND.</summary>
    public long HeldMillimes { get; init; }

    /// <summary>Escrows by status, of those that are open; a status without escrows is missing.</summary>
    public IReadOnlyDictionary<string, long> OpenEscrows { get; init; } = new Dictionary<string, long>();
}
