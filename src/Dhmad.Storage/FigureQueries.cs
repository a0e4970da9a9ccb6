namespace Dhmad.Storage;

/// <summary>How much of everything there is now, for whoever watches the deployment.</summary>
public sealed class FigureQueries(Database database)
{
    /// <summary>
    /// Walks what is open and nothing else: the list of open escrows has its owner in front, so it is entered once for
    /// each of them. A closed escrow holds nothing, which the proof of the books checks.
    /// </summary>
    internal const string Open =
        """
        WITH RECURSIVE owners (id) AS (
            SELECT min(developer_id) FROM escrows
            UNION ALL
            SELECT (SELECT min(developer_id) FROM escrows WHERE developer_id > owners.id)
            FROM owners WHERE owners.id IS NOT NULL)
        SELECT count(*) AS OpenEscrows, count(CASE WHEN b.balance > 0 THEN 1 END) AS FundedEscrows,
            CAST(coalesce(sum(b.balance), 0) AS BIGINT) AS HeldMillimes
        FROM owners
        JOIN escrows e ON e.developer_id = owners.id AND e.listed_as = 'open'
        LEFT JOIN ledger_balances b ON b.account = 'held' AND b.owner = e.id
        """;

    internal const string Waiting =
        """
        SELECT (SELECT count(*) FROM outbox) AS WaitingEvents,
            (SELECT min(recorded_at) FROM outbox) AS OldestEventAt,
            (SELECT count(*) FROM webhook_deliveries WHERE status = 'pending') AS PendingDeliveries,
            (SELECT count(*) FROM checkout_sessions WHERE status = 'pending') AS OpenSessions
        """;

    /// <summary>Reads them on one snapshot. It costs what is open and what waits, not what there ever was.</summary>
    /// <exception cref="DatabaseUnavailableException">The database cannot be reached or read.</exception>
    public Task<Figures> ReadAsync(CancellationToken cancellationToken) => database.ReadAsync(
        async work =>
        {
            var open = await work.FirstAsync<Figures>(Open);
            var waiting = await work.FirstAsync<Figures>(Waiting);
            return waiting! with
            {
                OpenEscrows = open!.OpenEscrows,
                FundedEscrows = open.FundedEscrows,
                HeldMillimes = open.HeldMillimes,
            };
        },
        cancellationToken);
}

/// <summary>The deployment at one moment.</summary>
public sealed record Figures
{
    /// <summary>Escrows that are not closed.</summary>
    public long OpenEscrows { get; init; }

    /// <summary>Those of them that hold money.</summary>
    public long FundedEscrows { get; init; }

    /// <summary>What they hold in all, in millimes of a TND.</summary>
    public long HeldMillimes { get; init; }

    /// <summary>Events that are committed and not dispatched.</summary>
    public long WaitingEvents { get; init; }

    /// <summary>When the oldest of them was committed; null when none waits.</summary>
    public DateTimeOffset? OldestEventAt { get; init; }

    /// <summary>Deliveries that are to be attempted, now or at a later time.</summary>
    public long PendingDeliveries { get; init; }

    /// <summary>Checkout sessions that can still be used.</summary>
    public long OpenSessions { get; init; }
}
