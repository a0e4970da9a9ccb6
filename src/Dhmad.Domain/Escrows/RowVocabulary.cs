namespace Dhmad.Domain.Escrows;

/// <summary>In which modes a row holds. A quick escrow with a fulfilment policy is both <c>Quick</c> and <c>WithProof</c>.</summary>
[Flags]
public enum RowModes
{
    None = 0,
    Standard = 1,
    Quick = 2,
    Instant = 4,
    WithProof = 8,
    NotInstant = Standard | Quick,
    All = Standard | Quick | Instant,
}

/// <summary>Who may take the action of a row; the creator is the developer whose key made the escrow.</summary>
[Flags]
public enum RowActors
{
    None = 0,
    Buyer = 1,
    Seller = 2,
    Creator = 4,
    Operator = 8,
    Clock = 16,
    Party = Buyer | Seller,
    SellerOrCreator = Seller | Creator,
    Anyone = Buyer | Seller | Creator,
}

/// <summary>What a row does to the clocks. A closing row ends them all, whatever it says here.</summary>
public enum ClockChange
{
    Keep,

    /// <summary><c>expiresAt</c> = now + <c>PendingDays</c>.</summary>
    StartExpiry,

    /// <summary>The expiry waits while a deposit is under review.</summary>
    HoldExpiry,

    /// <summary><c>expiresAt</c> = the later of itself and now + <c>DepositRetryHours</c>.</summary>
    ExtendExpiry,

    /// <summary><c>completionDeadline</c> = now + <c>CompletionDays</c>; starts held while a cancellation is pending.</summary>
    StartSilence,

    ClearSilence,

    /// <summary>The completion clock stops and what is left of it is kept.</summary>
    HoldSilence,

    /// <summary><c>completionDeadline</c> = now + what was left, unless a dispute is open.</summary>
    ResumeSilence,

    /// <summary>All clocks stop for good.</summary>
    StopAll,

    /// <summary>With a policy: <c>uploadDeadline</c> = now + upload hours.</summary>
    StartUpload,

    /// <summary><c>reviewDeadline</c> = now + review hours.</summary>
    StartReview,
}
