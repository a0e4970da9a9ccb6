namespace Dhmad.Domain.Escrows;

/// <summary>The text both parties sign in standard mode. The text itself is in the terms.</summary>
public sealed record Contract(
    string Id,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    Signature? SellerSignature = null,
    Signature? BuyerSignature = null)
{
    public bool IsFullySigned => SellerSignature is not null && BuyerSignature is not null;

    /// <summary>When the second signature was given.</summary>
    public DateTimeOffset? SignedAt => IsFullySigned
        ? (SellerSignature!.SignedAt > BuyerSignature!.SignedAt ? SellerSignature.SignedAt : BuyerSignature.SignedAt)
        : null;
}

/// <summary>
/// One party's signature with its evidence: who, when, from where, and the SHA-256 of the text they saw.
/// </summary>
public sealed record Signature(
    DateTimeOffset SignedAt,
    string? UserId,
    string Email,
    string FullName,
    string? Image,
    string? Address,
    string? Browser,
    string TermsHash);

/// <summary>A delivery the buyer sent back.</summary>
public sealed record DeliveryRejection(DateTimeOffset RejectedAt, string? Reason, DateTimeOffset PreviousDeliveredAt);

public enum CancellationStatus
{
    Pending,
    Rejected,
    Accepted,
    Closed,
}

/// <summary>The buyer's one request to have the money back.</summary>
public sealed record CancellationRequest(
    Accounts.Person RequestedBy,
    string Reason,
    CancellationStatus Status,
    DateTimeOffset RequestedAt,
    DateTimeOffset? DecidedAt = null,
    string? RejectionReason = null);

/// <summary>The one dispute an escrow can have, with its ticket.</summary>
public sealed record Dispute(
    string TicketId,
    long TicketCounter,
    ActorKind OpenedByRole,
    Accounts.Person OpenedBy,
    string Reason,
    DateTimeOffset OpenedAt,
    DisputeResolution? Resolution = null)
{
    /// <summary><c>DHM-</c> and at least five digits.</summary>
    public string TicketNumber => $"DHM-{TicketCounter:D5}";
}

/// <summary>How a dispute ended; amounts in millimes.</summary>
public sealed record DisputeResolution(
    Choice Decision,
    ActorKind By,
    long SellerGrossTnd,
    long RefundTnd,
    long EscrowFeeTnd,
    long DeveloperFeeTnd,
    string? Note,
    DateTimeOffset ResolvedAt);

public enum DepositStatus
{
    UnderReview,
    Approved,
    Rejected,
}

/// <summary>The latest deposit proof; its id is its payment's.</summary>
public sealed record Deposit(
    string Id,
    string Method,
    DepositStatus Status,
    long AmountTnd,
    DateTimeOffset SubmittedAt,
    string? SessionId,
    DateTimeOffset? DecidedAt = null,
    string? Reason = null);

/// <summary>Where the purchase proof of a paid escrow with a policy stands.</summary>
public sealed record Proof(
    ProofPhase Phase,
    DateTimeOffset UploadDeadline,
    DateTimeOffset? ReviewDeadline,
    int CorrectionRounds,
    IReadOnlyList<ProofSubmission> Submissions);

public sealed record ProofSubmission(
    DateTimeOffset SubmittedAt, string? Note, IReadOnlyList<ProofAttachment> Attachments);

public sealed record ProofAttachment(string FileId, string MimeType);

/// <summary>What an escrow must know of its one open payment.</summary>
public sealed record OpenPayment(
    string Id,
    string Rail,
    Payments.PaymentStatus Status,
    long AmountTnd,
    int TermsVersion,
    string? SessionId,
    DateTimeOffset StartedAt)
{
    /// <summary>Whether another try must wait: a challenged one is voided by the next try instead.</summary>
    public bool BlocksPayment => Status is Payments.PaymentStatus.Started or Payments.PaymentStatus.UnderReview;

    internal static OpenPayment Of(Payments.Payment payment, DateTimeOffset startedAt) => new(
        payment.Id,
        payment.Rail,
        payment.Status,
        payment.AmountTnd,
        payment.TermsVersion,
        payment.SessionId,
        startedAt);
}

/// <summary>Why and by whom an escrow ended.</summary>
public sealed record Closure(ActorKind By, ClosureReason Reason);
