using Dhmad.Domain.Accounts;

namespace Dhmad.Domain.Escrows;

/// <summary>
/// Money held between a buyer and a seller under terms: the whole state of the aggregate after its last event.
/// </summary>
public sealed record Escrow
{
    public required string Id { get; init; }

    /// <summary>Counts commits; what a commit must have read to be accepted.</summary>
    public required long Version { get; init; }

    /// <summary>Number of the last event.</summary>
    public required long Sequence { get; init; }

    /// <summary>Hash of the last event, 32 bytes; zeros before the first.</summary>
    public required byte[] LastHash { get; init; }

    /// <summary>
    /// Real time of the last commit, whatever its own clock said; it never goes back, though the clocks of machines do.
    /// Null before the first, and for escrows that were last changed by a build that did not keep it.
    /// </summary>
    public DateTimeOffset? RecordedAt { get; init; }

    public required EscrowTerms Terms { get; init; }

    /// <summary>Goes up by one with every change of the terms; pages send it back as <c>seen</c>.</summary>
    public int TermsVersion { get; init; } = 1;

    public required EscrowStatus Status { get; init; }

    public required Person Buyer { get; init; }

    public required Person Seller { get; init; }

    /// <summary>The creator.</summary>
    public required string DeveloperId { get; init; }

    public required string ApplicationName { get; init; }

    /// <summary>Who receives developer fees, fixed at creation.</summary>
    public string? DeveloperFeeUserId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? PaidAt { get; init; }

    public DateTimeOffset? DeliveredAt { get; init; }

    /// <summary>Null while its clock is stopped.</summary>
    public DateTimeOffset? CompletionDeadline { get; init; }

    /// <summary>What was left when the completion clock was stopped by a cancellation request.</summary>
    public TimeSpan? CompletionTimeLeft { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }

    public DateTimeOffset? CancelledAt { get; init; }

    /// <summary>The rail that funded it.</summary>
    public string? PaidWith { get; init; }

    public Contract? Contract { get; init; }

    public IReadOnlyList<DeliveryRejection> DeliveryRejections { get; init; } = [];

    public CancellationRequest? CancellationRequest { get; init; }

    public Dispute? Dispute { get; init; }

    public Deposit? Deposit { get; init; }

    public Proof? Proof { get; init; }

    /// <summary>The one payment that is started, challenged or under review; never two.</summary>
    public OpenPayment? OpenPayment { get; init; }

    public Closure? Closure { get; init; }

    public bool IsClosed => Status is EscrowStatus.Completed or EscrowStatus.Cancelled;

    public bool DisputeOpen => Dispute is { Resolution: null };

    public bool CancellationPending => CancellationRequest is { Status: CancellationStatus.Pending };

    public bool ProofIsAccepted => Proof is { Phase: ProofPhase.Accepted or ProofPhase.AcceptedByTimeout };

    public bool DepositUnderReview => Deposit is { Status: DepositStatus.UnderReview };

    /// <summary>Whether money lies in its held account.</summary>
    public bool IsFunded => Status is EscrowStatus.Paid or EscrowStatus.Delivered;
}
