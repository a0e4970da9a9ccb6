using Dhmad.Api.Http;
using Dhmad.Domain;
using Dhmad.Domain.Escrows;
using static Dhmad.Api.Http.Shape;

namespace Dhmad.Api.Escrows;

/// <summary>How escrows look on the wire, for the OpenAPI document.</summary>
public static class EscrowShapes
{
    private static readonly Shape Currency = OneOf(EscrowBodies.Currencies);
    private static readonly Shape Language = OneOf(EscrowBodies.Languages);
    private static readonly Shape Mode = OneOf(Spelling.All<EscrowMode>());
    private static readonly Shape Status = OneOf(Spelling.All<EscrowStatus>());
    private static readonly Shape Title = Text(1, EscrowBodies.MaxTitleLength).Saying("One line.");
    private static readonly Shape Price = Number(0, EscrowBodies.MaxAmount).Saying(
        "Above 0, in major units; up to 3 decimals for TND, 2 for USD and EUR.");
    private static readonly Shape Days = Integer(1, EscrowBodies.MaxDeliveryDays);
    private static readonly Shape Contract = Text(1, EscrowBodies.MaxContractLength);
    private static readonly Shape Description = Text(0, EscrowBodies.MaxDescriptionLength);

    public static readonly Shape Person = Object(
        Always("_id", Id), Always("email", Email), Always("firstName", Text()), Always("lastName", Text()))
        .Named("Person");

    private static readonly Shape ShortPerson = Object(
        Always("_id", Id), Always("firstName", Text()), Always("lastName", Text())).Named("PersonName");

    private static readonly Shape Policy = Object(
        Always("type", OneOf(EscrowBodies.PolicyTypes)),
        Maybe("proofUploadDeadlineHours", Integer().Saying("Default 24; the deployment's range, usually 6 to 72.")),
        Maybe("buyerReviewDeadlineHours", Integer().Saying("Default 24; the deployment's range, usually 6 to 72.")),
        Maybe("allowedProofTypes", List(OneOf(EscrowBodies.ProofTypes)).Saying("Default all; a hint only.")))
        .Named("FulfillmentPolicy");

    public static readonly Shape NewEscrow = Object(
        Always("title", Title),
        Always("amount", Price),
        Maybe("currency", Currency.Saying("Default TND.")),
        Maybe("mode", Mode.Saying("Default standard.")),
        Always("buyerEmail", Email),
        Maybe("sellerEmail", Email.Saying("Default the associated user; refused in instant mode.")),
        Maybe("estimatedDeliveryDays", Days.Saying("Required in standard and quick mode.")),
        Maybe("contractTerms", Contract.Saying("Required in standard mode, refused in the others.")),
        Maybe("autoSign", Flag.Saying("Signs as the seller with the stored signature; standard mode only.")),
        Maybe("developerFeePercentage", Number(0, EscrowBodies.MaxDeveloperFee).Saying("Up to 2 decimals, default 0.")),
        Maybe("description", Description),
        Maybe("language", Language),
        Maybe("fulfillmentPolicy", Policy.Saying("Quick mode only."))).Named("NewEscrow");

    public static readonly Shape Update = Object(
        Maybe("title", Title),
        Maybe("amount", Price),
        Maybe("description", Description),
        Maybe("estimatedDeliveryDays", Days),
        Maybe("contractTerms", Contract.Saying("Standard mode only."))).Named("EscrowUpdate");

    public static readonly Shape Rejection =
        Object(Maybe("reason", Text(0, EscrowBodies.MaxReasonLength))).Named("Reason");

    public static readonly Shape Created = Object(
        Always("message", Text()),
        Always("escrow", Object(
            Always("id", Id), Always("title", Title), Always("amount", Amount), Always("currency", Currency),
            Always("amountTnd", Amount), Always("escrowFee", Amount), Always("developerFee", Amount),
            Always("developerFeePercentage", Number()), Always("status", Status), Always("mode", Mode),
            Always("seller", Id.OrNull()), Always("sellerEmail", Email), Always("buyer", Id.OrNull()),
            Always("buyerEmail", Email), Always("estimatedDeliveryDays", Days), Always("createdAt", Date),
            Always("expiresAt", Date), Always("fxRateUsed", Number()), Always("sequence", Integer(1)))),
        Always("contract", Object(
            Always("id", Id), Always("pdfUrl", Url.OrNull()), Always("sellerSigned", Flag),
            Always("buyerSigned", Flag), Always("isFullySigned", Flag)).OrNull()),
        Always("url", Url),
        Always("trackingId", Id)).Named("CreatedEscrow");

    private static readonly Shape Cancellation = Object(
        Always("requestedBy", ShortPerson), Always("reason", Text()),
        Always("status", OneOf(Spelling.All<CancellationStatus>())), Always("requestedAt", Date),
        Always("decidedAt", Date.OrNull()), Always("rejectionReason", Text().OrNull())).Named("CancellationRequest");

    private static readonly Shape Ticket = Object(
        Always("ticketNumber", Text()), Always("type", OneOf("dispute")), Always("subject", Text()),
        Always("status", OneOf("open", "resolved")), Always("createdAt", Date),
        Always("previewReason", Text())).Named("DisputeTicket");

    private static readonly Shape Dispute = Object(
        Always("status", OneOf("open", "resolved")), Always("openedByRole", OneOf("buyer", "seller")),
        Always("reason", Text()), Always("openedAt", Date),
        Always("resolution", Object(
            Always("decision", OneOf("release", "refund", "split")), Always("by", OneOf("operator", "seller")),
            Always("sellerGrossTnd", Amount), Always("refundTnd", Amount), Always("escrowFeeTnd", Amount),
            Always("developerFeeTnd", Amount), Always("note", Text().OrNull()), Always("resolvedAt", Date)).OrNull()))
        .Named("Dispute");

    private static readonly Shape Deposit = Object(
        Always("id", Id), Always("method", Text()), Always("status", OneOf(Spelling.All<DepositStatus>())),
        Always("amountTnd", Amount), Always("submittedAt", Date), Always("decidedAt", Date.OrNull()),
        Always("reason", Text().OrNull())).Named("Deposit");

    private static readonly Shape Signatures = Object(
        Always("sellerSigned", Flag), Maybe("sellerSignedAt", Date), Always("buyerSigned", Flag),
        Maybe("buyerSignedAt", Date), Always("isFullySigned", Flag), Maybe("signedAt", Date)).Named("Signatures");

    private static readonly Shape ProofState = Object(
        Always("phase", OneOf(Spelling.All<ProofPhase>())), Always("uploadDeadline", Date),
        Always("reviewDeadline", Date.OrNull()), Always("correctionRounds", Integer(0)),
        Always("submissionCount", Integer(0))).Named("ProofState");

    private static readonly Shape Next = Object(
        Always("waitingOn", List(OneOf("buyer", "seller", "operator"))),
        Always("actions", List(Object(
            Always("action", Text()), Always("by", OneOf("buyer", "seller", "developer", "operator")),
            Always("via", OneOf("session", "api", "operator"))))),
        Always("deadline", Object(Always("at", Date), Always("then", Text())).OrNull())).Named("Next");

    public static readonly Shape Escrow = Object(
        Always("id", Id), Always("_id", Id), Always("title", Title), Always("description", Description.OrNull()),
        Always("amount", Amount), Always("currency", Currency), Always("amountTnd", Amount),
        Always("fxRateUsed", Number()), Always("escrowFee", Amount), Always("developerFee", Amount),
        Always("developerFeePercentage", Number()), Always("sellerNetTnd", Amount), Always("status", Status),
        Always("mode", Mode), Always("seller", Person.OrNull()), Always("sellerEmail", Email),
        Always("buyer", Person.OrNull()), Always("buyerEmail", Email), Always("estimatedDeliveryDays", Days),
        Always("language", Language), Always("expiresAt", Date), Always("paidAt", Date.OrNull()),
        Always("deliveredAt", Date.OrNull()), Always("completionDeadline", Date.OrNull()),
        Always("completedAt", Date.OrNull()), Always("cancelledAt", Date.OrNull()), Always("createdAt", Date),
        Always("updatedAt", Date), Always("createdViaThirdParty", Flag), Always("createdByApplicationName", Text()),
        Always("paidWith", Text().OrNull()),
        Always("deliveryRejections", List(Object(
            Always("rejectedAt", Date), Always("reason", Text().OrNull()), Always("previousDeliveredAt", Date)))),
        Always("cancellationRequest", Cancellation.OrNull()), Always("disputeTicketId", Id.OrNull()),
        Always("disputeTicket", Ticket.OrNull()), Always("dispute", Dispute.OrNull()),
        Always("deposit", Deposit.OrNull()),
        Always("closure", Object(
            Always("by", OneOf(Spelling.All<ActorKind>())),
            Always("reason", OneOf(Spelling.All<ClosureReason>()))).OrNull()),
        Always("signatures", Signatures.OrNull()), Maybe("fulfillmentPolicy", Policy),
        Maybe("proofInfo", ProofState.OrNull()), Always("sequence", Integer(1)), Always("next", Next)).Named("Escrow");

    public static readonly Shape Read = Object(Always("escrow", Escrow));

    public static readonly Shape WithMessage = Object(Always("message", Text()), Always("escrow", Escrow));

    public static readonly Shape Page = Object(
        Always("escrows", List(Object(
            Always("id", Id), Always("title", Title), Always("amount", Amount), Always("currency", Currency),
            Always("amountTnd", Amount), Always("escrowFee", Amount), Always("status", Status), Always("mode", Mode),
            Always("seller", Person.OrNull()), Always("sellerEmail", Email), Always("buyer", Person.OrNull()),
            Always("buyerEmail", Email), Always("estimatedDeliveryDays", Days), Always("paidAt", Date.OrNull()),
            Always("deliveredAt", Date.OrNull()), Always("completedAt", Date.OrNull()),
            Always("cancelledAt", Date.OrNull()), Always("createdAt", Date), Always("updatedAt", Date),
            Always("sequence", Integer(1))).Named("EscrowItem"))),
        Always("pagination", Object(
            Always("page", Integer(1)), Always("limit", Integer(1, 100)), Always("total", Integer(0)),
            Always("pages", Integer(0)))));

    public static readonly Shape Events = Object(
        Always("events", List(Object(
            Always("sequence", Integer(1)),
            Always("event", Object(
                Always("id", Uuid), Always("type", Text()), Always("timestamp", Date),
                Always("data", Map(Any).Saying("What a webhook of this type carries."))).Named("Event")),
            Always("previousHash", Text(64, 64)),
            Always("hash", Text(64, 64).Saying("SHA-256 of the previous hash's bytes and the event's bytes."))))),
        Always("nextAfter", Integer(1).OrNull()));

    public static readonly Shape Rules = Object(
        Always("version", Text(64, 64)), Always("statuses", List(Text())), Always("phases", List(Text())),
        Always("modes", List(Text())), Always("rows", List(Map(Any))),
        Always("refusals", List(Object(Always("code", Text()), Always("http", Integer())))));

    /// <summary>The status, for a query.</summary>
    public static Shape StatusWord => Status;
}
