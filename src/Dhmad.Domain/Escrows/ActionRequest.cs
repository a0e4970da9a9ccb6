using Dhmad.Domain.Accounts;
using Dhmad.Domain.Payments;

namespace Dhmad.Domain.Escrows;

/// <summary>Somebody wants something of an escrow.</summary>
public sealed record ActionRequest(EscrowAction Action, Caller By, ActionInput? Input = null)
{
    /// <summary>The session it came through, consumed by the commit.</summary>
    public Guid? SessionId { get; init; }

    public Guid? SubmissionId { get; init; }

    public IdempotencyClaim? Idempotency { get; init; }
}

/// <summary>Who asks, and through which door. Which party that is, the decider finds by e-mail.</summary>
/// <param name="User">
/// The person on the page; for the API the associated user, if any; for sign-in the new user.
/// </param>
/// <param name="DeveloperId">For the API: whose key it is.</param>
public sealed record Caller(Door Door, Person? User = null, string? DeveloperId = null)
{
    public static readonly Caller Clock = new(Door.Clock);

    public static readonly Caller Operator = new(Door.Operator);
}

/// <summary>What a request brings; each action reads its own. All of it validated for form at the door.</summary>
public sealed record ActionInput
{
    /// <summary>Dispute, cancellation, rejection: the reason given.</summary>
    public string? Reason { get; init; }

    public string? Note { get; init; }

    /// <summary><c>resolve_dispute</c>, <c>review_proof</c>, <c>decide_proof</c>.</summary>
    public Choice? Choice { get; init; }

    /// <summary>The seller's share of a split before fees, in millimes as a decimal major amount.</summary>
    public decimal? SellerGrossTnd { get; init; }

    /// <summary>The terms version the person saw.</summary>
    public int? Seen { get; init; }

    /// <summary><c>sign_contract</c>: the name typed, the image drawn.</summary>
    public string? FullName { get; init; }

    public string? SignatureImage { get; init; }

    public string? Address { get; init; }

    public string? Browser { get; init; }

    /// <summary>
    /// <c>accept_pay</c>: the payment, with the status it gets (succeeded; under_review for a deposit).
    /// </summary>
    public Payment? Payment { get; init; }

    /// <summary><c>accept_pay</c> by deposit: the code of the way it was sent, such as <c>bank_transfer</c>.</summary>
    public string? Method { get; init; }

    public TermsUpdate? Update { get; init; }

    public ProofSubmission? Proof { get; init; }

    /// <summary><c>approve_deposit</c>, <c>reject_deposit</c>, and the parties' facts the guards need.</summary>
    public PartyFacts? Facts { get; init; }

    /// <summary>Ticket id and deployment-wide counter for a new dispute, taken from the database.</summary>
    public long TicketCounter { get; init; }
}

/// <summary>The PUT body; absent fields are null. <c>Amount</c> in major units of the escrow's currency.</summary>
public sealed record TermsUpdate(
    string? Title = null,
    decimal? Amount = null,
    string? Description = null,
    int? EstimatedDeliveryDays = null,
    string? ContractTerms = null)
{
    public bool IsEmpty =>
        Title is null && Amount is null && Description is null
        && EstimatedDeliveryDays is null && ContractTerms is null;
}

/// <summary>What the settings' guards ask about people.</summary>
public sealed record PartyFacts(bool SellerKycApproved, bool PayerPhoneVerified);

/// <summary>The body of a creation, validated for form (types, lengths, ranges); null is absent.</summary>
public sealed record NewEscrow
{
    public required string Title { get; init; }

    public required decimal Amount { get; init; }

    public required Ledger.Currency Currency { get; init; }

    public required EscrowMode Mode { get; init; }

    public required string BuyerEmail { get; init; }

    public string? SellerEmail { get; init; }

    public int? EstimatedDeliveryDays { get; init; }

    public string? ContractTerms { get; init; }

    public bool AutoSign { get; init; }

    public decimal DeveloperFeePercentage { get; init; }

    public string? Description { get; init; }

    public string? Language { get; init; }

    public ProofPolicyInput? FulfillmentPolicy { get; init; }
}

/// <summary>The policy as sent; null hours and types mean the defaults.</summary>
public sealed record ProofPolicyInput(int? UploadHours, int? ReviewHours, IReadOnlyList<string>? AllowedProofTypes);

/// <summary>What creation must know of its surroundings, looked up by the grain before it decides.</summary>
/// <param name="AssociatedUser">The developer's associated user, if any.</param>
/// <param name="SignatureImage">The developer's stored signature (data URI), if any.</param>
/// <param name="KnownBuyer">The user with the buyer's e-mail, if any.</param>
/// <param name="FxRateMicros">The newest rate of the currency; null = none. 1,000,000 for TND.</param>
/// <param name="CreatedToday">Escrows this developer created since 00:00 UTC.</param>
public sealed record CreationFacts(
    string DeveloperId,
    string ApplicationName,
    Person? AssociatedUser,
    string? SignatureImage,
    Person? KnownBuyer,
    Person? KnownSeller,
    long? FxRateMicros,
    int CreatedToday);
