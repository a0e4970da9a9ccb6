using Dhmad.Domain;
using Dhmad.Domain.Escrows;
using Dhmad.Storage.Escrows;

namespace Dhmad.Storage.Ledger;

/// <summary>
/// <c>states_match</c>: the state that an escrow acts from says what its row says, and what its events told last.
/// </summary>
internal sealed class StateCheck
{
    // Each column that mirrors something of the state, in the order of the table. The deadline is derived from the
    // state as a commit derives it: whoever changes the clocks must bring the column up to date for the sweep as well.
    private static readonly IReadOnlyList<Mirror> Mirrors =
    [
        new("id", (state, row) => state.Id == row.EscrowId),
        new("version", (state, row) => state.Version == row.Version),
        new("sequence", (state, row) => state.Sequence == row.LastSequence),
        new("last hash", (state, row) => state.LastHash.AsSpan().SequenceEqual(row.LastHash)),
        new("status", (state, row) => Spelling.Of(state.Status) == row.Status),
        new("list", (state, row) => EscrowLists.Of(state.Status) == row.ListedAs),
        new("mode", (state, row) => Spelling.Of(state.Terms.Mode) == row.Mode),
        new("developer", (state, row) => state.DeveloperId == row.DeveloperId),
        new("buyer", (state, row) => state.Buyer.Id == row.BuyerId),
        new("buyer's e-mail", (state, row) => state.Buyer.Email == row.BuyerEmail),
        new("seller", (state, row) => state.Seller.Id == row.SellerId),
        new("seller's e-mail", (state, row) => state.Seller.Email == row.SellerEmail),
        new("amount", (state, row) => state.Terms.AmountTnd == row.AmountTnd),
        new("creation", (state, row) => state.CreatedAt.ToUnixTimeMilliseconds() == row.CreatedAt),
        new("last change", (state, row) => state.UpdatedAt.ToUnixTimeMilliseconds() == row.UpdatedAt),
        new("deadline", (state, row) => PreparedCommit.DeadlineOf(state) == row.DeadlineAt),
    ];

    private static readonly string Initial = Spelling.Of(EscrowStatus.Pending);

    private readonly Breaches breaches = new("states_match");
    private long escrows;
    private EscrowStep? row;
    private byte[]? shown;

    /// <param name="step">An escrow beside its next event.</param>
    public void Look(EscrowStep step)
    {
        if (step.State is not null) row = step;
        if (step.Body is { } body && EventBody.MayShowParties(body)) shown = body;
    }

    /// <summary>That was all of this escrow.</summary>
    public void End(EscrowStep last)
    {
        escrows++;
        if (row is null) breaches.Add($"escrow {last.EscrowId} has not the event that its row says is its last");
        else if (EscrowState.TryRead(row.State!) is not { } escrow)
            breaches.Add($"the state of escrow {last.EscrowId} cannot be read");
        else Compare(escrow, row, last.Body);
        (row, shown) = (null, null);
    }

    /// <summary>That was all.</summary>
    public ProofCheck Finish() => breaches.ToCheck(escrows);

    private void Compare(Escrow escrow, EscrowStep row, byte[]? lastBody)
    {
        var others = Mirrors.Where(mirror => !mirror.IsSame(escrow, row)).Select(mirror => mirror.Name).ToList();
        if (others.Count > 0)
            breaches.Add($"the state of escrow {row.EscrowId} has another {string.Join(", ", others)} than its row");
        var told = lastBody is null ? null : EventBody.Read(lastBody);
        var status = lastBody is null ? Initial : told?.Status ?? "nothing";
        if (Spelling.Of(escrow.Status) != status)
            breaches.Add($"escrow {row.EscrowId} is {Spelling.Of(escrow.Status)}, and its events told {status} last");
        var parties = ReferenceEquals(shown, lastBody) ? told : shown is null ? null : EventBody.Read(shown);
        if (parties is { ShowsParties: true }
            && (parties.BuyerId != escrow.Buyer.Id || parties.SellerId != escrow.Seller.Id))
            breaches.Add($"escrow {row.EscrowId} has another buyer or seller than its events told last");
    }

    private sealed record Mirror(string Name, Func<Escrow, EscrowStep, bool> IsSame);
}
