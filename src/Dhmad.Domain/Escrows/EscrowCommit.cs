using Dhmad.Domain.Checkout;
using Dhmad.Domain.Ledger;
using Dhmad.Domain.Payments;

namespace Dhmad.Domain.Escrows;

/// <summary>Everything that must agree: written in one database transaction, or not at all.</summary>
public sealed record EscrowCommit
{
    /// <summary>
    /// The state after; its <see cref="Escrow.Version"/> is one more than the one that was read
    /// (1 = it must not exist yet).
    /// </summary>
    public required Escrow Escrow { get; init; }

    public IReadOnlyList<EscrowEvent> Events { get; init; } = [];

    public LedgerTransaction? Ledger { get; init; }

    /// <summary>The session this commit consumes: it must still be pending.</summary>
    public Guid? CompletedSession { get; init; }

    /// <summary>Whether every other pending session of the escrow becomes <c>cancelled</c> by <c>escrow</c>.</summary>
    public bool CancelsSessions { get; init; }

    /// <summary>A pending session whose expiry stops (payment started) or runs again.</summary>
    public SessionReview? Review { get; init; }

    public SubmissionRecord? Submission { get; init; }

    /// <summary>What became of the submission whose payment the rail has now answered for.</summary>
    public SubmissionAnswered? Answered { get; init; }

    public IdempotencyRecord? Idempotency { get; init; }

    public PaymentChange? Payment { get; init; }

    /// <summary>The escrow's clock at the commit.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>
    /// Real time at the commit, for what does not follow test clocks. Events are dispatched in its order, so within one
    /// escrow it never goes back.
    /// </summary>
    public required DateTimeOffset RealTime { get; init; }
}

/// <summary>Sets a pending session under review, or ends its review with the expiry it then has.</summary>
public sealed record SessionReview(Guid SessionId, bool UnderReview, DateTimeOffset? ExpiresAt = null);

/// <summary>
/// The submission of this payment that is still <c>started</c> gets its outcome; when there is none, nothing happens.
/// </summary>
public sealed record SubmissionAnswered(string PaymentId, SubmissionOutcome Outcome, string? Code = null);

/// <summary>
/// A payment's row after the commit; <paramref name="From"/> is the status it must have had, null for a new row.
/// </summary>
public sealed record PaymentChange(Payment Payment, PaymentStatus? From);

/// <summary>The answer stored for an idempotency key; the claim must still be ours.</summary>
public sealed record IdempotencyRecord(
    IdempotencyClaim Claim, int Status, string ContentType, byte[] Body, bool IsSecret = false);

/// <summary>
/// A taken idempotency key whose request is running; its scope is the API key, developer or operator.
/// </summary>
public sealed record IdempotencyClaim(string Scope, string Key, Guid ClaimId);

/// <summary>What became of a commit.</summary>
public enum CommitOutcome
{
    Done,

    /// <summary>Somebody else changed the escrow, its session or its payment: forget, reload, judge again.</summary>
    Conflict,

    /// <summary>An account that may not would have gone below zero.</summary>
    BalanceTooLow,

    /// <summary>The session is no longer pending.</summary>
    SessionNotPending,

    /// <summary>The same submission was committed before.</summary>
    SubmissionKnown,

    /// <summary>The idempotency claim was lost to another request.</summary>
    ClaimLost,
}
