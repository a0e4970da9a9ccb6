using Dhmad.Domain.Accounts;
using Dhmad.Domain.Payments;
using Escrow = Dhmad.Domain.Escrows.Escrow;
using static Dhmad.Domain.Ledger.AccountKind;

namespace Dhmad.Domain.Ledger;

/// <summary>
/// Which accounts each movement debits and credits: one line each, as postings from an account to another.
/// </summary>
public static class Movements
{
    /// <summary>The buyer's money goes into the escrow, from its rail or from the payer's wallet.</summary>
    public static IReadOnlyList<LedgerEntry> Hold(Escrow escrow, string rail, string? payerId) =>
        Post((Source(rail, payerId), HeldBy(escrow), escrow.Terms.AmountTnd));

    /// <summary>The seller gets the net, the fees go where they belong.</summary>
    public static IReadOnlyList<LedgerEntry> Release(Escrow escrow) => Split(escrow, SplitShare.Whole(escrow.Terms));

    /// <summary>The buyer gets everything back; no fee is taken.</summary>
    public static IReadOnlyList<LedgerEntry> Refund(Escrow escrow) => Split(escrow, SplitShare.Nothing(escrow.Terms));

    /// <summary>Shared by decision; the fees are on the seller's part only.</summary>
    public static IReadOnlyList<LedgerEntry> Split(Escrow escrow, SplitShare share) => Post(
        (HeldBy(escrow), Of(escrow.Seller), share.SellerNetTnd),
        (HeldBy(escrow), new LedgerAccount(PlatformFees, ""), share.EscrowFeeTnd),
        (HeldBy(escrow), FeeAccount(escrow, share.DeveloperFeeTnd), share.DeveloperFeeTnd),
        (HeldBy(escrow), Of(escrow.Buyer), share.RefundTnd));

    /// <summary>Money into a wallet.</summary>
    public static IReadOnlyList<LedgerEntry> TopUp(string userId, string rail, long amountTnd) =>
        Post((Rail(rail), new LedgerAccount(Available, userId), amountTnd));

    /// <summary>Money came that its escrow cannot take: it goes to the payer, as they are known now.</summary>
    public static IReadOnlyList<LedgerEntry> LatePayment(Payment payment, Person payer) =>
        Post((Rail(payment.Rail), Of(payer), payment.AmountTnd));

    /// <summary>An e-mail with unclaimed money became a user.</summary>
    public static IReadOnlyList<LedgerEntry> Claim(string email, string userId, long amountTnd) =>
        Post((new LedgerAccount(Unclaimed, email), new LedgerAccount(Available, userId), amountTnd));

    /// <summary>A person's account: the wallet of a user, else what waits for the e-mail.</summary>
    public static LedgerAccount Of(Person person) =>
        person.Id is { } id ? new(Available, id) : new(Unclaimed, person.Email);

    private static LedgerAccount HeldBy(Escrow escrow) => new(Held, escrow.Id);

    /// <summary>Creation allows a developer fee only with a user who receives it.</summary>
    private static LedgerAccount FeeAccount(Escrow escrow, long feeTnd) => escrow.DeveloperFeeUserId is { } userId
        ? new(Available, userId)
        : feeTnd == 0 ? default : throw new InvalidOperationException("A developer fee belongs to nobody.");

    private static LedgerAccount Source(string rail, string? payerId) => rail == Rails.Wallet
        ? new(Available, payerId ?? throw new InvalidOperationException("Only a user has a wallet."))
        : Rail(rail);

    private static LedgerAccount Rail(string rail) => new(RailClearing, rail);

    /// <summary>One entry for each account touched; postings and sums of nothing are left out.</summary>
    private static LedgerEntry[] Post(
        params ReadOnlySpan<(LedgerAccount From, LedgerAccount To, long AmountTnd)> postings)
    {
        var entries = new List<LedgerEntry>(postings.Length + 1);
        foreach (var (from, to, amount) in postings)
        {
            if (amount == 0) continue;
            ArgumentOutOfRangeException.ThrowIfNegative(amount);
            Add(entries, from, -amount);
            Add(entries, to, amount);
        }

        entries.RemoveAll(entry => entry.AmountTnd == 0);
        return [.. entries];
    }

    private static void Add(List<LedgerEntry> entries, LedgerAccount account, long amountTnd)
    {
        var known = entries.FindIndex(entry => entry.Account == account);
        if (known < 0) entries.Add(new(account, amountTnd));
        else entries[known] = new(account, checked(entries[known].AmountTnd + amountTnd));
    }
}
