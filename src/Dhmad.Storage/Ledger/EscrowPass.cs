namespace Dhmad.Storage.Ledger;

/// <summary>
/// One walk over every escrow with its events, for both checks that look at them: <c>chains_match</c> and
/// <c>states_match</c>.
/// </summary>
internal static class EscrowPass
{
    private static readonly string TheRow = string.Join(
        ", ",
        Once("version", "Version"),
        Once("status", "Status"),
        Once("listed_as", "ListedAs"),
        Once("mode", "Mode"),
        Once("developer_id", "DeveloperId"),
        Once("buyer_id", "BuyerId"),
        Once("buyer_email", "BuyerEmail"),
        Once("seller_id", "SellerId"),
        Once("seller_email", "SellerEmail"),
        Once("amount_tnd", "AmountTnd"),
        Once("created_at", "CreatedAt"),
        Once("updated_at", "UpdatedAt"),
        Once("deadline_at", "DeadlineAt"),
        Once("state", "State"));

    // The two sides are merged in id order, so each escrow's events stand together and nothing is kept.
    internal static readonly string EscrowsWithEvents =
        $"""
        SELECT e.id AS EscrowId, e.sequence AS LastSequence, e.last_hash AS LastHash, {TheRow},
            v.sequence AS Sequence, v.body AS Body, v.previous_hash AS PreviousHash, v.hash AS Hash
        FROM escrows e LEFT JOIN escrow_events v ON v.escrow_number = e.number
        ORDER BY e.id, v.sequence
        """;

    public static async Task RunAsync(Work work, ChainCheck chains, StateCheck states)
    {
        EscrowStep? previous = null;
        await foreach (var step in work.StreamAsync<EscrowStep>(EscrowsWithEvents))
        {
            var isSame = step.EscrowId == previous?.EscrowId;
            if (!isSame) End(previous);
            chains.Look(step, isSame ? previous : null);
            states.Look(step);
            previous = step;
        }

        End(previous);

        void End(EscrowStep? last)
        {
            if (last is null) return;
            chains.End(last);
            states.End(last);
        }
    }

    /// <summary>A column of the row, given once an escrow: beside the event that the row says is its last.</summary>
    private static string Once(string column, string name) =>
        $"CASE WHEN v.sequence IS NULL OR v.sequence = e.sequence THEN e.{column} END AS {name}";
}

/// <summary>An escrow's row beside one of its events, or beside none when it has none.</summary>
internal sealed class EscrowStep
{
    public string EscrowId { get; init; } = "";

    /// <summary>The number of the last event as the row tells it.</summary>
    public long LastSequence { get; init; }

    public byte[] LastHash { get; init; } = [];

    public long? Sequence { get; init; }

    public byte[]? Body { get; init; }

    public byte[]? PreviousHash { get; init; }

    public byte[]? Hash { get; init; }

    /// <summary>This and what follows are there only beside the event that the row says is its last.</summary>
    public byte[]? State { get; init; }

    public long Version { get; init; }

    public string Status { get; init; } = "";

    public string ListedAs { get; init; } = "";

    public string Mode { get; init; } = "";

    public string DeveloperId { get; init; } = "";

    public string? BuyerId { get; init; }

    public string BuyerEmail { get; init; } = "";

    public string? SellerId { get; init; }

    public string SellerEmail { get; init; } = "";

    public long AmountTnd { get; init; }

    /// <summary>Unix milliseconds, as the two below.</summary>
    public long CreatedAt { get; init; }

    public long UpdatedAt { get; init; }

    public long? DeadlineAt { get; init; }
}
