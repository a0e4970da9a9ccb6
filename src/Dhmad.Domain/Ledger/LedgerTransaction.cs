namespace Dhmad.Domain.Ledger;

/// <summary>A column of the books.</summary>
public enum AccountKind
{
    Available,
    PayoutPending,
    Held,
    Unclaimed,
    PlatformFees,
    RailClearing,
}

/// <summary>
/// One account: its kind and whose it is (user id, escrow id, e-mail, rail name; "" for the deployment's).
/// </summary>
public readonly record struct LedgerAccount(AccountKind Kind, string Owner)
{
    /// <summary>
    /// Whether a running balance is kept beside the entries:
    /// for the accounts of one party or escrow, not for the deployment's.
    /// </summary>
    public bool KeepsBalance => Kind is not (AccountKind.PlatformFees or AccountKind.RailClearing);

    public bool MayBeNegative => Kind is AccountKind.RailClearing;
}

/// <summary>Why money moves.</summary>
public enum Movement
{
    Hold,
    Release,
    Refund,
    Split,
    TopUp,
    PayoutRequested,
    PayoutPaid,
    PayoutFailed,
    LatePayment,
    Claim,
    UnclaimedPaid,
    FeesWithdrawn,
    Reversal,
}

/// <summary>A posting's side on one account: positive increases what is owed. In millimes.</summary>
public readonly record struct LedgerEntry(LedgerAccount Account, long AmountTnd);

/// <summary>A balanced set of entries with its cause; never changed, never deleted.</summary>
/// <param name="EventSequence">The event of the escrow it belongs to, for hold, release, refund and split.</param>
public sealed record LedgerTransaction(
    string Id,
    Movement Movement,
    DateTimeOffset At,
    IReadOnlyList<LedgerEntry> Entries,
    string? EscrowId = null,
    long? EventSequence = null,
    string? PaymentId = null);
