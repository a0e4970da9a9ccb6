using Dhmad.Domain;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Ledger;
using Dhmad.Storage.Escrows;

namespace Dhmad.Storage.Ledger;

/// <summary>
/// A part of <c>money_matches_events</c>: a release, a refund or a split pays those whom its escrow names, each what
/// its terms or the dispute's end give them, and nobody else.
/// </summary>
internal static class LeavingMoneyCheck
{
    // State and body are asked for once a transaction, with its first entry.
    internal const string EntriesOfLeavingMoney =
        """
        SELECT t.number AS TransactionNumber, t.movement AS Movement, e.id AS EscrowId,
            CASE WHEN x.line = 1 THEN e.state END AS State, CASE WHEN x.line = 1 THEN v.body END AS Body,
            x.account AS Account, x.owner AS Owner, x.amount_tnd AS AmountTnd
        FROM ledger_transactions t
        LEFT JOIN escrows e ON e.number = t.escrow_number
        LEFT JOIN escrow_events v ON v.escrow_number = t.escrow_number AND v.sequence = t.event_sequence
        LEFT JOIN ledger_entries x ON x.transaction_number = t.number
        WHERE t.movement IN ('release', 'refund', 'split')
        ORDER BY t.number, x.line
        """;

    public static async Task RunAsync(Work work, Breaches breaches)
    {
        Row? before = null;
        List<LedgerEntry>? missing = null;
        var isRight = true;
        await foreach (var row in work.StreamAsync<Row>(EntriesOfLeavingMoney))
        {
            if (row.TransactionNumber != before?.TransactionNumber)
            {
                End();
                (missing, isRight) = (Expected(row), true);
            }

            if (missing is not null) isRight &= row.Entry is { } entry && missing.Remove(entry);
            before = row;
        }

        End();

        void End()
        {
            if (isRight && missing is null or []) return;
            breaches.Add($"the {before!.Movement} of escrow {before.EscrowId} does not pay what and whom it says");
        }
    }

    /// <summary>
    /// The entries it must have; null where an unreadable state or event, which another check names, tells none.
    /// </summary>
    private static List<LedgerEntry>? Expected(Row first)
    {
        if (first.State is null) return [];
        if (EscrowState.TryRead(first.State) is not { } escrow) return null;
        if (first.Body is null || EventBody.Read(first.Body) is not { } told) return null;
        try
        {
            return [.. Entries(first.Movement, told.ShowsParties ? Then(escrow, told) : escrow)];
        }
        catch (Exception failure) when (failure is InvalidOperationException or ArgumentException or OverflowException)
        {
            return [];
        }
    }

    /// <summary>
    /// Who the parties were: somebody who became a user afterwards was paid by e-mail, and an e-mail never changes.
    /// </summary>
    private static Escrow Then(Escrow escrow, EventBody told) => escrow with
    {
        Buyer = escrow.Buyer with { Id = told.BuyerId },
        Seller = escrow.Seller with { Id = told.SellerId },
    };

    private static IReadOnlyList<LedgerEntry> Entries(string movement, Escrow escrow) => movement switch
    {
        "release" => Movements.Release(escrow),
        "refund" => Movements.Refund(escrow),
        _ => SplitShare.OfClosed(escrow) is { } share ? Movements.Split(escrow, share) : [],
    };

    private sealed class Row
    {
        public long TransactionNumber { get; init; }

        public string Movement { get; init; } = "";

        public string? EscrowId { get; init; }

        public byte[]? State { get; init; }

        public byte[]? Body { get; init; }

        public string? Account { get; init; }

        public string? Owner { get; init; }

        public long? AmountTnd { get; init; }

        /// <summary>Null when it is none that the ledger can have.</summary>
        public LedgerEntry? Entry =>
            Spelling.TryRead<AccountKind>(Account, out var kind) && Owner is not null && AmountTnd is { } amount
                ? new(new(kind, Owner), amount)
                : null;
    }
}
