namespace Dhmad.Domain.Escrows;

/// <summary>
/// In which modes a row holds. A quick escrow with a fulfilment policy is both <c>Quick</c> and <c>WithProof</c>.
/// </summary>
[Flags]
public enum RowModes
{
    None = 0,
    Standard = 1,
    Quick = 2,
    Instant = 4,
    WithProof = 8,
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
}

/// <summary>What a row does to the clocks. A row that closes the escrow ends them all, whatever it says here.</summary>
public enum ClockChange
{
    /// <summary>Nothing.</summary>
    Keep,

    /// <summary><c>expiresAt</c> = now + <c>PendingDays</c>.</summary>
    Expiry,

    /// <summary>The expiry waits, because a deposit is under review.</summary>
    Wait,

    /// <summary><c>expiresAt</c> = the later of itself and now + <c>DepositRetryHours</c>.</summary>
    Extend,

    /// <summary>
    /// <c>completionDeadline</c> = now + <c>CompletionDays</c>; while a cancellation is pending it starts paused.
    /// </summary>
    Silence,

    /// <summary><c>completionDeadline</c> is cleared.</summary>
    Clear,

    /// <summary>A running completion clock stops, and what is left of it is kept.</summary>
    Pause,

    /// <summary><c>completionDeadline</c> = now + what was left, unless a dispute is open.</summary>
    Resume,

    /// <summary>All clocks stop for good.</summary>
    Stop,

    /// <summary>With a policy: <c>uploadDeadline</c> = now + upload hours.</summary>
    Upload,

    /// <summary><c>reviewDeadline</c> = now + review hours.</summary>
    Review,
}

/// <summary>Where a check is made: the same checks, less those that only a later moment can pass.</summary>
[Flags]
public enum JudgedAt
{
    None = 0,

    /// <summary>For <c>next</c>: what the escrow alone can tell.</summary>
    Shown = 1,

    /// <summary>At session creation.</summary>
    Opening = 2,

    /// <summary>When the action is taken.</summary>
    Taking = 4,

    /// <summary>When the money of a started payment has come, and the action was judged before.</summary>
    Settling = 8,

    Always = Shown | Opening | Taking | Settling,
}
