using Dhmad.Domain.Escrows;

namespace Dhmad.Storage.Ledger;

/// <summary>
/// <c>money_matches_events</c>: each change of status that moves money has its one transaction, no transaction is
/// without one, and what leaves an escrow goes where it must.
/// </summary>
internal static class EventMoneyCheck
{
    internal const string MoneyWithoutEvent =
        """
        SELECT id, movement FROM ledger_transactions t
        WHERE movement IN ('hold', 'release', 'refund', 'split')
            AND NOT EXISTS (
                SELECT 1 FROM escrow_events v
                WHERE v.escrow_number = t.escrow_number AND v.sequence = t.event_sequence)
        """;

    internal const string EventsWithMoney =
        """
        SELECT e.id AS EscrowId, v.sequence AS Sequence, v.type AS Type, v.body AS Body, t.movement AS Movement
        FROM escrow_events v
        LEFT JOIN escrows e ON e.number = v.escrow_number
        LEFT JOIN ledger_transactions t ON t.escrow_number = v.escrow_number AND t.event_sequence = v.sequence
        WHERE v.type = @statusUpdated OR t.number IS NOT NULL
        ORDER BY v.escrow_number, v.sequence
        """;

    public static async Task<ProofCheck> RunAsync(Work work)
    {
        var breaches = new Breaches("money_matches_events");
        await foreach (var money in work.StreamAsync<(string Id, string Movement)>(MoneyWithoutEvent))
            breaches.Add($"{money.Movement} {money.Id} belongs to no event");
        var looked = 0L;
        Row? before = null;
        var args = new { statusUpdated = EventTypes.StatusUpdated };
        await foreach (var row in work.StreamAsync<Row>(EventsWithMoney, args))
        {
            looked++;
            var isSecond = row.EscrowId == before?.EscrowId && row.Sequence == before.Sequence;
            if (isSecond) breaches.Add($"event {row.Sequence} of escrow {row.EscrowId} moves money twice");
            else if (Breach(row) is { } breach) breaches.Add($"event {row.Sequence} of escrow {row.EscrowId} {breach}");
            before = row;
        }

        await LeavingMoneyCheck.RunAsync(work, breaches);
        return breaches.ToCheck(looked);
    }

    private static string? Breach(Row row)
    {
        var (from, to) = row.Type == EventTypes.StatusUpdated ? StatusChange(row.Body) : (null, null);
        string[] expected = (from, to) switch
        {
            ("pending", "paid") => ["hold"],
            ("paid" or "delivered", "completed") => ["release", "split"],
            ("paid" or "delivered", "cancelled") => ["refund"],
            _ => [],
        };
        if (row.Movement is null) return expected.Length == 0 ? null : $"({from} to {to}) moved no money";
        return expected.Contains(row.Movement) ? null : $"({row.Type}, {from} to {to}) came with a {row.Movement}";
    }

    private static (string? From, string? To) StatusChange(byte[] body) =>
        EventBody.Read(body) is { } told ? (told.OldStatus, told.Status) : (null, "an unreadable body");

    private sealed class Row
    {
        public string EscrowId { get; init; } = "";

        public long Sequence { get; init; }

        public string Type { get; init; } = "";

        public byte[] Body { get; init; } = [];

        public string? Movement { get; init; }
    }
}
