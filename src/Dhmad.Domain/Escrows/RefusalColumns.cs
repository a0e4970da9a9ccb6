using static Dhmad.Domain.RefusalCodes;

namespace Dhmad.Domain.Escrows;

/// <summary>What the columns mode, party, done before and status of <see cref="EscrowRefusals"/> say.</summary>
internal static class RefusalColumns
{
    // Mode.
    public static Refusal? Any(Question q) => null;

    public static Refusal? HasContract(Question q) => q.Escrow.Terms.Mode switch
    {
        EscrowMode.Instant => InstantEscrowNoContract.Refuse(),
        EscrowMode.Quick => QuickEscrowNoContract.Refuse(),
        _ => null,
    };

    public static Refusal? HasPolicy(Question q) => Unless(q.Escrow.Terms.ProofPolicy is not null, ProofNotApplicable);

    public static Refusal? HasComplete(Question q) =>
        Unless(q.Escrow.Terms.Mode != EscrowMode.Instant, InstantEscrowNoCompleteStep);

    // Party: hosted steps, where the person is the session's target.
    public static Refusal? Buyer(Question q) => Unless(q.Party == ActorKind.Buyer, CheckoutTargetNotBuyer);

    public static Refusal? Seller(Question q) => Unless(q.Party == ActorKind.Seller, CheckoutTargetNotSeller);

    public static Refusal? Either(Question q) => Unless(q.Party is not null, CheckoutTargetNotParty);

    public static Refusal? NamedParty(Question q) => Unless(q.Party is not null, EscrowAccessDenied);

    public static Refusal? BuyerRequests(Question q) =>
        q.Party == ActorKind.Seller ? CancellationRequestBuyerOnly.Refuse() : Buyer(q);

    public static Refusal? SellerCancels(Question q) =>
        q.Party == ActorKind.Buyer ? CancelEscrowSellerOnly.Refuse() : Seller(q);

    /// <summary>Only the operator's door leads here, and it is checked before.</summary>
    public static Refusal? Operator(Question q) => null;

    // Party: the API, where the associated user is the party.
    public static Refusal? AnySide(Question q) => q.IsCreator ? null : Associated(q) ?? NamedParty(q);

    public static Refusal? SellerSide(Question q) =>
        q.IsCreator ? null : AnySide(q) ?? Unless(q.Party == ActorKind.Seller, UpdateSellerOrCreatorOnly);

    public static Refusal? SellerDelivers(Question q) =>
        Associated(q) ?? Readable(q) ?? Unless(q.Party == ActorKind.Seller, DeliverSellerOnly);

    public static Refusal? BuyerRejects(Question q) =>
        Associated(q) ?? Readable(q) ?? Unless(q.Party == ActorKind.Buyer, RejectDeliveryBuyerOnly);

    // Done before.
    public static Refusal? Never(Question q) => null;

    public static Refusal? HasSigned(Question q)
    {
        var signature = q.Party == ActorKind.Seller
            ? q.Escrow.Contract?.SellerSignature
            : q.Escrow.Contract?.BuyerSignature;
        return Unless(signature is null, ContractAlreadySigned);
    }

    public static Refusal? IsPaid(Question q) =>
        Unless(!q.Escrow.IsFunded && q.Escrow.Status != EscrowStatus.Completed, PaymentAlreadyDone);

    public static Refusal? IsCompleted(Question q) =>
        Unless(q.Escrow.Status != EscrowStatus.Completed, EscrowAlreadyCompleted);

    public static Refusal? WasAsked(Question q) =>
        Unless(q.Escrow.CancellationRequest is null, CancellationAlreadyRequested);

    public static Refusal? WasDisputed(Question q) => Unless(q.Escrow.Dispute is null, DisputeAlreadyOpened);

    public static Refusal? ProofIsDone(Question q) => Unless(!q.Escrow.ProofIsAccepted, ProofAlreadyAccepted);

    // Status, where one code does not say it all.
    public static Refusal? WhyNotPayable(Question q) =>
        q.Escrow.Closure?.Reason == ClosureReason.Expired ? EscrowExpired.Refuse() : EscrowCancelled.Refuse();

    private static Refusal? Associated(Question q) => Unless(q.By.User is not null, AssociationRequired);

    private static Refusal? Readable(Question q) => Unless(q.IsCreator || q.Party is not null, EscrowAccessDenied);

    private static Refusal? Unless(bool isFine, RefusalCode code) => isFine ? null : code.Refuse();
}
