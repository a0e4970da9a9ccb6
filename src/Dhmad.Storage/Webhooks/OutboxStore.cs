using Dhmad.Domain;

namespace Dhmad.Storage.Webhooks;

/// <summary>Turns events into deliveries, once per event and endpoint.</summary>
public sealed class OutboxStore(Database database, IdSource ids)
{
    /// <summary>
    /// A range of the key, walked and not joined: statistics of rows that come and go are wrong. It begins where the
    /// first row was found, because what has left before it is walked over as well.
    /// </summary>
    private const string Batch =
        "recorded_at >= @From AND (recorded_at, escrow_number, sequence) <= (@RecordedAt, @EscrowNumber, @Sequence)";

    /// <summary>
    /// Who receives an event: each active endpoint that listened to its type when it happened, of the creator and of
    /// every developer whose associated user was a party then. What it listened to stays as it is until the
    /// deliveries are written: whoever switches it off ends those that he finds, and must find them all.
    /// </summary>
    private const string Audience =
        $"""
        WITH batch AS MATERIALIZED (
            SELECT e.escrow_number, e.sequence, e.type, e.recorded_at, e.developer_id, e.buyer_id, e.seller_id
            FROM (SELECT escrow_number, sequence FROM outbox WHERE {Batch}) AS o
            JOIN escrow_events e ON e.escrow_number = o.escrow_number AND e.sequence = o.sequence),
        audience AS (
            SELECT escrow_number, sequence, type, recorded_at, developer_id FROM batch
            UNION
            SELECT b.escrow_number, b.sequence, b.type, b.recorded_at, a.developer_id
            FROM batch b
            JOIN associations a ON a.user_id IN (b.buyer_id, b.seller_id) AND a.since_at <= b.recorded_at
                AND (a.until_at IS NULL OR a.until_at > b.recorded_at))
        SELECT s.endpoint_id AS EndpointId, u.escrow_number AS EscrowNumber, u.sequence AS Sequence
        FROM audience u
        JOIN webhook_subscriptions s ON s.developer_id = u.developer_id AND s.type = u.type
            AND s.since_at <= u.recorded_at AND (s.until_at IS NULL OR s.until_at > u.recorded_at)
        JOIN webhook_endpoints p ON p.id = s.endpoint_id AND p.is_active = 1
        """;

    /// <summary>
    /// Dispatches the oldest events that wait: their deliveries and their leaving the outbox are one write, so a crash
    /// or a second nudge can neither lose nor double one.
    /// </summary>
    /// <param name="since">The earliest time of recording that is looked at.</param>
    /// <param name="limit">How many events at most.</param>
    public Task<Dispatched> DispatchAsync(
        DateTimeOffset since, int limit, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteOnSnapshotAsync(
            async work =>
            {
                // One snapshot for all of it: the rows that are looked at here are those that leave. Another node that
                // dispatched one of them meanwhile makes the whole write run again.
                var waiting = await work.ListAsync<Waiting>(
                    """
                    SELECT recorded_at AS RecordedAt, escrow_number AS EscrowNumber, sequence AS Sequence FROM outbox
                    WHERE recorded_at >= @since ORDER BY recorded_at, escrow_number, sequence LIMIT @limit
                    """,
                    new { since, limit });
                if (waiting is not [var first, ..]) return new Dispatched(0, []);
                var last = waiting[^1];
                var batch = new { From = first.RecordedAt, last.RecordedAt, last.EscrowNumber, last.Sequence };
                var found = await AnyoneListensAsync(work, since)
                    ? await work.ListAsync<Addressee>($"{Audience} {work.ForShareOf("s")}", batch)
                    : [];
                await DeliverAsync(work, found, now);
                await work.ExecuteAsync($"DELETE FROM outbox WHERE {Batch}", batch);
                return new Dispatched(
                    waiting.Count, [.. found.Select(to => to.EndpointId).Distinct(StringComparer.Ordinal)]);
            },
            cancellationToken);

    /// <summary>Where no endpoint listened since then, events only leave.</summary>
    private static async Task<bool> AnyoneListensAsync(Work work, DateTimeOffset since) =>
        await work.FirstAsync<long>(
            """
            SELECT EXISTS (SELECT 1 FROM webhook_subscriptions WHERE until_at IS NULL OR until_at > @since)
            """,
            new { since }) == 1;

    private Task<IReadOnlyList<int>> DeliverAsync(
        Work work, IReadOnlyList<Addressee> found, DateTimeOffset now) => work.ExecuteEachAsync(
        """
        INSERT INTO webhook_deliveries (id, endpoint_id, escrow_number, sequence, status, attempt_count,
            next_attempt_at, created_at)
        VALUES (@id, @EndpointId, @EscrowNumber, @Sequence, 'pending', 0, @now, @now)
        ON CONFLICT (endpoint_id, escrow_number, sequence) DO NOTHING
        """,
        [.. found.Select(to => new { id = ids.NewUuid(), to.EndpointId, to.EscrowNumber, to.Sequence, now })]);

    /// <summary>A row of the outbox.</summary>
    private sealed record Waiting
    {
        public DateTimeOffset RecordedAt { get; init; }

        public long EscrowNumber { get; init; }

        public long Sequence { get; init; }
    }

    private sealed record Addressee
    {
        public string EndpointId { get; init; } = "";

        public long EscrowNumber { get; init; }

        public long Sequence { get; init; }
    }
}

/// <summary>What one write of the outbox did.</summary>
/// <param name="Events">How many events were dispatched; as many as asked for means that there may be more.</param>
/// <param name="Endpoints">Who has something new to send.</param>
public sealed record Dispatched(int Events, IReadOnlyList<string> Endpoints);
