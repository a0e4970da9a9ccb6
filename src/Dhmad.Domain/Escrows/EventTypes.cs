using System.Collections.Frozen;

namespace Dhmad.Domain.Escrows;

/// <summary>The name of everything that can happen to an escrow, and when it does.</summary>
public static class EventTypes
{
    /// <summary>The status changed.</summary>
    public const string StatusUpdated = "escrow.status.updated";

    /// <summary>The terms changed.</summary>
    public const string Updated = "escrow.updated";

    /// <summary>A party signed the contract; once for each signature.</summary>
    public const string ContractSigned = "contract.signed";

    /// <summary>The buyer asked for the money back.</summary>
    public const string CancellationRequested = "escrow.cancellation.requested";

    /// <summary>The seller declined to give the money back.</summary>
    public const string CancellationRejected = "escrow.cancellation.rejected";

    /// <summary>The seller agreed to give the money back.</summary>
    public const string CancellationAccepted = "escrow.cancellation.accepted";

    /// <summary>An operator, or a cancellation, rejected a deposit.</summary>
    public const string DepositRejected = "escrow.deposit_proof.rejected";

    /// <summary>The buyer sent a delivery back.</summary>
    public const string DeliveryRejected = "escrow.delivery.rejected";

    /// <summary>An escrow with a fulfilment policy was paid: the seller owes a purchase proof.</summary>
    public const string ProofRequired = "escrow.proof.required";

    /// <summary>The seller uploaded a purchase proof.</summary>
    public const string ProofSubmitted = "escrow.proof.submitted";

    /// <summary>The buyer asked for a better purchase proof.</summary>
    public const string ProofCorrectionRequested = "escrow.proof.correction_requested";

    /// <summary>The buyer or an operator accepted the purchase proof.</summary>
    public const string ProofAccepted = "escrow.proof.accepted";

    /// <summary>The time to review the purchase proof ran out: it counts as accepted.</summary>
    public const string ProofAcceptedByTimeout = "escrow.proof.accepted_by_timeout";

    /// <summary>All correction rounds are used up: an operator decides about the proof.</summary>
    public const string ProofNeedsReview = "escrow.proof.needs_review";

    /// <summary>The time to upload a purchase proof ran out.</summary>
    public const string ProofExpired = "escrow.proof.expired";

    /// <summary>Planned: it may be subscribed and is never sent yet.</summary>
    public const string IdentityVerificationUpdated = "identity.verification.updated";

    /// <summary>Planned: it may be subscribed and is never sent yet.</summary>
    public const string IdentityVerificationLinked = "identity.verification.linked";

    /// <summary>The escrow was created.</summary>
    public const string Created = "escrow.created";

    /// <summary>An invited party became a user.</summary>
    public const string PartyLinked = "escrow.party.linked";

    /// <summary>The buyer uploaded a deposit proof.</summary>
    public const string DepositSubmitted = "escrow.deposit_proof.submitted";

    /// <summary>A party opened the dispute.</summary>
    public const string DisputeOpened = "escrow.dispute.opened";

    /// <summary>The dispute ended: by the operator, or because the seller gave the money back.</summary>
    public const string DisputeResolved = "escrow.dispute.resolved";

    /// <summary>A developer tries an endpoint; part of no escrow's history.</summary>
    public const string WebhookTest = "webhook.test";

    /// <summary>What an endpoint receives that names no events.</summary>
    public static readonly IReadOnlyList<string> Default = [StatusUpdated];

    /// <summary>Events of the public API, in the order they are listed.</summary>
    public static readonly IReadOnlyList<string> Public =
    [
        StatusUpdated, Updated, ContractSigned, CancellationRequested, CancellationRejected, CancellationAccepted,
        DepositRejected, DeliveryRejected, ProofRequired, ProofSubmitted, ProofCorrectionRequested, ProofAccepted,
        ProofAcceptedByTimeout, ProofNeedsReview, ProofExpired, IdentityVerificationUpdated, IdentityVerificationLinked,
    ];

    /// <summary>Extension events: sent only to endpoints that name them, like all others.</summary>
    public static readonly IReadOnlyList<string> Extensions =
        [Created, PartyLinked, DepositSubmitted, DisputeOpened, DisputeResolved, WebhookTest];

    /// <summary>Every name an endpoint may subscribe to.</summary>
    public static readonly FrozenSet<string> Subscribable =
        Public.Concat(Extensions).ToFrozenSet(StringComparer.Ordinal);
}
