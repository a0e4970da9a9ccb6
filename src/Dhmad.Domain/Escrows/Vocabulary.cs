namespace Dhmad.Domain.Escrows;

/// <summary>Which rules an escrow follows.</summary>
public enum EscrowMode
{
    Standard,
    Quick,
    Instant,
}

/// <summary>Where an escrow stands; the last two are final.</summary>
public enum EscrowStatus
{
    Pending,
    Paid,
    Delivered,
    Completed,
    Cancelled,
}

/// <summary>Where a purchase proof stands; only escrows with a fulfilment policy have one.</summary>
public enum ProofPhase
{
    WaitingSellerProof,
    SubmittedWaitingBuyerReview,
    CorrectionRequested,
    Accepted,
    AcceptedByTimeout,
    NeedsDhmadReview,
    ExpiredNoProof,
    Rejected,
}

/// <summary>Who takes an action.</summary>
public enum ActorKind
{
    Buyer,
    Seller,
    Developer,
    Operator,
    Clock,
}

/// <summary>How an action arrives.</summary>
public enum Door
{
    Api,
    Session,
    Page,
    Operator,
    Clock,
    SignIn,
}

/// <summary>An imperative verb an actor may take; spelled in snake_case on the wire (<see cref="Spelling"/>).</summary>
public enum EscrowAction
{
    Create,
    Update,
    LinkParty,
    SignContract,
    AcceptPay,
    ApproveDeposit,
    RejectDeposit,
    Cancel,
    Expire,
    Deliver,
    RejectDelivery,
    Complete,
    CompleteBySilence,
    RequestCancellation,
    AcceptCancellation,
    RejectCancellation,
    CancelEscrow,
    Dispute,
    ResolveDispute,
    SubmitProof,
    ReviewProof,
    AcceptProofBySilence,
    ExpireProof,
    DecideProof,
}

/// <summary>What a party or operator decides where a row leaves a choice.</summary>
public enum Choice
{
    Accept,
    Correct,
    Reject,
    Release,
    Refund,
    Split,
}

/// <summary>Why an escrow ended.</summary>
public enum ClosureReason
{
    Expired,
    ApiCancel,
    InstantDelivery,
    BuyerCompleted,
    Silence,
    CancellationAccepted,
    SellerCancel,
    DisputeRelease,
    DisputeRefund,
    DisputeSplit,
    ProofExpired,
    ProofRejected,
}
