using Dhmad.Api.Http;

namespace Dhmad.Api.Checkout;

/// <summary>The session calls as the OpenAPI document tells them, with the refusals of each.</summary>
public static class SessionOperations
{
    public static readonly Operation Open = new("openSession", "Sends one person to one action.")
    {
        IdOf = "escrow",
        Body = SessionShapes.NewSession,
        Status = StatusCodes.Status201Created,
        Answer = SessionShapes.Created,
        Codes = ["ESCROW_NOT_FOUND", "ESCROW_ACCESS_DENIED"],
        BusinessRules =
        [
            "NO_REDIRECT_URLS_CONFIGURED", "REDIRECT_URL_MUST_BE_HTTPS", "REDIRECT_URL_NOT_ALLOWED",
            "TOO_MANY_OPEN_SESSIONS", "INSTANT_ESCROW_NO_CONTRACT", "QUICK_ESCROW_NO_CONTRACT",
            "INSTANT_ESCROW_NO_COMPLETE_STEP", "CHECKOUT_TARGET_NOT_BUYER", "CHECKOUT_TARGET_NOT_SELLER",
            "CHECKOUT_TARGET_NOT_PARTY", "CANCELLATION_REQUEST_BUYER_ONLY", "CANCEL_ESCROW_SELLER_ONLY",
            "CONTRACT_ALREADY_SIGNED", "SIGN_CONTRACT_INVALID_STATUS", "CONTRACT_NOT_SIGNED", "PAYMENT_ALREADY_DONE",
            "PAYMENT_UNDER_REVIEW", "ESCROW_EXPIRED", "ESCROW_CANCELLED", "SELLER_NOT_READY", "PROOF_NOT_APPLICABLE",
            "PROOF_ALREADY_ACCEPTED", "PROOF_NOT_EXPECTED", "PROOF_NOT_AWAITING_REVIEW", "ESCROW_ALREADY_COMPLETED",
            "COMPLETE_INVALID_STATUS", "DISPUTE_OPEN", "DISPUTE_ALREADY_OPENED", "DISPUTE_INVALID_STATUS",
            "CANCELLATION_ALREADY_REQUESTED", "CANCELLATION_REQUEST_INVALID_STATUS", "NO_PENDING_CANCELLATION",
            "CANCEL_ESCROW_INVALID_STATUS",
        ],
    };

    public static readonly Operation Read = new("readSession", "Reads one of your checkout sessions.")
    {
        Answer = SessionShapes.Read,
        Codes = ["SESSION_NOT_FOUND", "SESSION_ACCESS_DENIED"],
    };

    public static readonly Operation Cancel = new("cancelSession", "Cancels one of your pending checkout sessions.")
    {
        Answer = SessionShapes.WithMessage,
        Codes =
        [
            "SESSION_NOT_FOUND", "SESSION_ACCESS_DENIED", "SESSION_ALREADY_COMPLETED", "SESSION_ALREADY_EXPIRED",
            "PAYMENT_UNDER_REVIEW",
        ],
    };
}
