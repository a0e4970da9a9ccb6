using Dhmad.Api.Checkout;
using Dhmad.Api.Http;

namespace Dhmad.Api.Escrows;

/// <summary>The escrow calls as the OpenAPI document tells them, with the refusals of each.</summary>
public static class EscrowOperations
{
    private const string Thing = "escrow";

    public static readonly Operation Create = new("createEscrow", "Creates an escrow between a buyer and a seller.")
    {
        Body = EscrowShapes.NewEscrow,
        Status = StatusCodes.Status201Created,
        Answer = EscrowShapes.Created,
        Codes =
        [
            "INSTANT_SELLER_NOT_ALLOWED", "CONTRACT_TERMS_NOT_APPLICABLE", "AUTO_SIGN_NOT_APPLICABLE",
            "FULFILLMENT_POLICY_NOT_APPLICABLE", "ASSOCIATION_REQUIRED", "AUTO_SIGN_SELLER_ONLY",
            "SIGNATURE_NOT_CONFIGURED", "DEVELOPER_FEE_NOT_ALLOWED", "BUYER_IS_SELLER", "FX_RATE_MISSING",
            "AMOUNT_BELOW_MINIMUM", "DAILY_LIMIT_REACHED",
        ],
    };

    public static readonly Operation List = new("listEscrows", "Lists escrows, newest first.")
    {
        Query =
        [
            new QueryPart("status", EscrowShapes.StatusWord, "Only escrows in this status."),
            new QueryPart(
                "role",
                Shape.OneOf("seller", "buyer", "creator"),
                "What the associated user, or for creator the developer, is of them; default either party."),
            new QueryPart("page", Shape.Integer(1), "From 1."),
            QueryPart.Limit,
        ],
        Answer = EscrowShapes.Page,
        Codes = ["ASSOCIATION_REQUIRED", "VALIDATION_FAILED"],
    };

    public static readonly Operation Read = new("readEscrow", "Reads one escrow as it is now.")
    {
        IdOf = Thing,
        Answer = EscrowShapes.Read,
        Codes = ["ESCROW_NOT_FOUND", "ESCROW_ACCESS_DENIED"],
    };

    public static readonly Operation Update = new("updateEscrow", "Changes the terms of a pending escrow.")
    {
        IdOf = Thing,
        Body = EscrowShapes.Update,
        Answer = EscrowShapes.WithMessage,
        Codes =
        [
            "ESCROW_NOT_FOUND", "ASSOCIATION_REQUIRED", "ESCROW_ACCESS_DENIED", "UPDATE_SELLER_OR_CREATOR_ONLY",
            "UPDATE_INVALID_STATUS", "NO_VALID_FIELDS", "CONTRACT_TERMS_NOT_APPLICABLE", "PAYMENT_UNDER_REVIEW",
            "AMOUNT_BELOW_MINIMUM",
        ],
    };

    public static readonly Operation Deliver = new("deliverEscrow", "The seller says it is delivered.")
    {
        IdOf = Thing,
        Answer = EscrowShapes.WithMessage,
        Codes =
        [
            "ESCROW_NOT_FOUND", "ASSOCIATION_REQUIRED", "ESCROW_ACCESS_DENIED", "DELIVER_SELLER_ONLY",
            "DELIVER_INVALID_STATUS", "DISPUTE_OPEN", "PROOF_NOT_ACCEPTED",
        ],
    };

    public static readonly Operation RejectDelivery = new("rejectDelivery", "The buyer sends a delivery back.")
    {
        IdOf = Thing,
        Body = EscrowShapes.Rejection,
        Answer = EscrowShapes.WithMessage,
        Codes =
        [
            "ESCROW_NOT_FOUND", "ASSOCIATION_REQUIRED", "ESCROW_ACCESS_DENIED", "REJECT_DELIVERY_BUYER_ONLY",
            "REJECT_DELIVERY_INVALID_STATUS", "DISPUTE_OPEN",
        ],
    };

    public static readonly Operation Cancel = new("cancelEscrow", "Cancels an escrow that is not paid.")
    {
        IdOf = Thing,
        Answer = EscrowShapes.WithMessage,
        Codes = ["ESCROW_NOT_FOUND", "ASSOCIATION_REQUIRED", "ESCROW_ACCESS_DENIED", "CANCEL_INVALID_STATUS"],
    };

    public static readonly Operation ListEvents = new("listEscrowEvents", "Lists the whole history, oldest first.")
    {
        IdOf = Thing,
        Query = [new QueryPart("after", Shape.Integer(0), "The sequence to go on after; default 0."), QueryPart.Limit],
        Answer = EscrowShapes.Events,
        Codes = ["ESCROW_NOT_FOUND", "ESCROW_ACCESS_DENIED", "VALIDATION_FAILED"],
    };

    public static readonly Operation ListSessions = new("listSessions", "Lists your sessions of an escrow.")
    {
        IdOf = Thing,
        Query =
        [
            new QueryPart("status", SessionShapes.Status, "Only sessions in this status."),
            new QueryPart("action", SessionShapes.Action, "Only sessions for this action."),
            QueryPart.Cursor,
            QueryPart.Limit,
        ],
        Answer = SessionShapes.Page,
        Codes = ["ESCROW_NOT_FOUND", "ESCROW_ACCESS_DENIED", "VALIDATION_FAILED"],
    };

    public static readonly Operation ReadRules = new("readRules", "Reads the table of rules this deployment follows.")
    {
        Answer = EscrowShapes.Rules,
    };
}
