namespace Dhmad.Storage.Ledger;

/// <summary>
/// One walk over every escrow with its events, for both checks that look at them: <c>chains_match</c> and
/// <c>states_match</c>.
/// </summary>
internal static class EscrowPass
{
    // The two sides are merged in id order, so each escrow's events stand together and nothing is kept. The state is
    // the largest part of a row and comes once, with the event that the row says is its last.
    internal const string EscrowsWithEvents =
        """
        SELECT e.id AS EscrowId, e.version AS Version, e.sequence AS LastSequence, e.last_hash AS LastHash,
            e.status AS Status, e.listed_as AS ListedAs, e.mode AS Mode, e.developer_id AS DeveloperId,
            e.buyer_id AS BuyerId, e.buyer_email AS BuyerEmail,
            e.seller_id AS SellerId, e.seller_email AS SellerEmail, e.amount_tnd AS AmountTnd,
            e.created_at AS CreatedAt, e.updated_at AS UpdatedAt, e.deadline_at AS DeadlineAt,
            CASE WHEN v.sequence IS NULL OR v.sequence = e.sequence THEN e.state END AS State,
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
}

/// <summary>An escrow's row beside one of its events, or beside none when it has none.</summary>
internal sealed class EscrowStep
{
    public string EscrowId { get; init; } = "";

    public long Version { get; init; }

    /// <summary>The number of the last event as the row tells it.</summary>
    public long LastSequence { get; init; }

    public byte[] LastHash { get; init; } = [];

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

    /// <summary>Only beside the event that the row says is its last.</summary>
    public byte[]? State { get; init; }

    public long? Sequence { get; init; }

    public byte[]? Body { get; init; }

    public byte[]? PreviousHash { get; init; }

    public byte[]? Hash { get; init; }
}
