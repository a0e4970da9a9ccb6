using System.Collections.Frozen;
using System.Reflection;

namespace Dhmad.Domain;

/// <summary>Every refusal of the rules and of creation: code, HTTP status, what developers are told.</summary>
public static class RefusalCodes
{
    private const int Bad = 400;
    private const int Forbidden = 403;
    private const int Conflict = 409;
    private const int TooMany = 429;
    private const int Away = 503;

    // Creation, in the order of judging.
    public static readonly RefusalCode ValidationFailed = new("VALIDATION_FAILED", Bad, "Some fields are not valid.");
    public static readonly RefusalCode InstantSellerNotAllowed = new("INSTANT_SELLER_NOT_ALLOWED", Bad,
        "An instant escrow is sold by the associated user: leave sellerEmail out, or use mode standard or quick.");
    public static readonly RefusalCode ContractTermsNotApplicable = new("CONTRACT_TERMS_NOT_APPLICABLE", Bad,
        "Only a standard escrow has a contract: leave contractTerms out.");
    public static readonly RefusalCode AutoSignNotApplicable = new("AUTO_SIGN_NOT_APPLICABLE", Bad,
        "Only a standard escrow has a contract to sign: leave autoSign out.");
    public static readonly RefusalCode FulfillmentPolicyNotApplicable = new("FULFILLMENT_POLICY_NOT_APPLICABLE", Bad,
        "Only a quick escrow can have a fulfillmentPolicy.");
    public static readonly RefusalCode AssociationRequired = new("ASSOCIATION_REQUIRED", Forbidden,
        "This call needs an associated user: link one in the developer portal.");
    public static readonly RefusalCode AutoSignSellerOnly = new("AUTO_SIGN_SELLER_ONLY", Bad,
        "autoSign works only when the associated user is the seller.");
    public static readonly RefusalCode SignatureNotConfigured = new("SIGNATURE_NOT_CONFIGURED", Bad,
        "autoSign needs a stored signature: upload one with PUT /api/developer/signature.");
    public static readonly RefusalCode DeveloperFeeNotAllowed = new("DEVELOPER_FEE_NOT_ALLOWED", Bad,
        "No developer fee is possible when the associated user is the seller.");
    public static readonly RefusalCode BuyerIsSeller = new("BUYER_IS_SELLER", Bad,
        "Buyer and seller must have different e-mail addresses.");
    public static readonly RefusalCode FxRateMissing = new("FX_RATE_MISSING", Away,
        "There is no exchange rate for this currency yet.");
    public static readonly RefusalCode AmountBelowMinimum = new("AMOUNT_BELOW_MINIMUM", Bad,
        "The amount is below the minimum of this mode.");
    public static readonly RefusalCode DailyLimitReached = new("DAILY_LIMIT_REACHED", TooMany,
        "No more escrows can be created today (UTC).");

    // Access and party.
    public static readonly RefusalCode EscrowAccessDenied = new("ESCROW_ACCESS_DENIED", Forbidden,
        "You are neither the creator of this escrow nor, through your associated user, a party of it.");
    public static readonly RefusalCode CheckoutTargetNotBuyer = new("CHECKOUT_TARGET_NOT_BUYER", Forbidden,
        "This action belongs to the buyer of the escrow.");
    public static readonly RefusalCode CheckoutTargetNotSeller = new("CHECKOUT_TARGET_NOT_SELLER", Forbidden,
        "This action belongs to the seller of the escrow.");
    public static readonly RefusalCode CheckoutTargetNotParty = new("CHECKOUT_TARGET_NOT_PARTY", Forbidden,
        "This action belongs to the buyer or the seller of the escrow.");
    public static readonly RefusalCode CancellationRequestBuyerOnly = new("CANCELLATION_REQUEST_BUYER_ONLY", Forbidden,
        "Only the buyer asks for a cancellation; a seller cancels directly with cancel_escrow.");
    public static readonly RefusalCode CancelEscrowSellerOnly = new("CANCEL_ESCROW_SELLER_ONLY", Forbidden,
        "Only the seller cancels directly; a buyer asks for it with request_cancellation.");
    public static readonly RefusalCode UpdateSellerOrCreatorOnly = new("UPDATE_SELLER_OR_CREATOR_ONLY", Forbidden,
        "Only the seller or the creator can change the terms.");
    public static readonly RefusalCode DeliverSellerOnly = new("DELIVER_SELLER_ONLY", Forbidden,
        "Only the seller can deliver.");
    public static readonly RefusalCode RejectDeliveryBuyerOnly = new("REJECT_DELIVERY_BUYER_ONLY", Forbidden,
        "Only the buyer can reject a delivery.");

    // Contract and payment.
    public static readonly RefusalCode InstantEscrowNoContract = new("INSTANT_ESCROW_NO_CONTRACT", Bad,
        "An instant escrow has no contract to sign.");
    public static readonly RefusalCode QuickEscrowNoContract = new("QUICK_ESCROW_NO_CONTRACT", Bad,
        "A quick escrow has no contract to sign.");
    public static readonly RefusalCode ContractAlreadySigned = new("CONTRACT_ALREADY_SIGNED", Bad,
        "This party has signed the contract already.");
    public static readonly RefusalCode SignContractInvalidStatus = new("SIGN_CONTRACT_INVALID_STATUS", Bad,
        "The contract can be signed only while the escrow is pending.");
    public static readonly RefusalCode ContractNotSigned = new("CONTRACT_NOT_SIGNED", Bad,
        "Both parties must sign the contract before payment.");
    public static readonly RefusalCode PaymentAlreadyDone = new("PAYMENT_ALREADY_DONE", Bad,
        "This escrow is paid already.");
    public static readonly RefusalCode PaymentUnderReview = new("PAYMENT_UNDER_REVIEW", Conflict,
        "A payment of this escrow is being checked.");
    public static readonly RefusalCode EscrowExpired = new("ESCROW_EXPIRED", Bad, "The time to pay is over.");
    public static readonly RefusalCode EscrowCancelled = new("ESCROW_CANCELLED", Bad, "This escrow was cancelled.");
    public static readonly RefusalCode SellerNotReady = new("SELLER_NOT_READY", Bad,
        "The seller must be verified before the escrow can be paid.");
    public static readonly RefusalCode TermsChanged = new("TERMS_CHANGED", Conflict,
        "The terms changed since the page was opened.");
    public static readonly RefusalCode PhoneNotVerified = new("PHONE_NOT_VERIFIED", Bad,
        "The payer must verify a phone number first.");
    public static readonly RefusalCode RailNotAvailable = new("RAIL_NOT_AVAILABLE", Bad,
        "This way to pay is not offered here.");
    public static readonly RefusalCode InsufficientBalance = new("INSUFFICIENT_BALANCE", Bad,
        "The wallet does not hold enough.");
    public static readonly RefusalCode ChallengeFailed = new("CHALLENGE_FAILED", Bad, "The card check failed.");
    public static readonly RefusalCode PaymentDeclined = new("PAYMENT_DECLINED", Bad, "The payment was declined.");

    // Delivery and completion.
    public static readonly RefusalCode DeliverInvalidStatus = new("DELIVER_INVALID_STATUS", Bad,
        "Only a paid escrow can be delivered.");
    public static readonly RefusalCode RejectDeliveryInvalidStatus = new("REJECT_DELIVERY_INVALID_STATUS", Bad,
        "Only a delivered escrow has a delivery to reject.");
    public static readonly RefusalCode InstantEscrowNoCompleteStep = new("INSTANT_ESCROW_NO_COMPLETE_STEP", Bad,
        "An instant escrow completes by itself once it is delivered.");
    public static readonly RefusalCode EscrowAlreadyCompleted = new("ESCROW_ALREADY_COMPLETED", Bad,
        "This escrow is completed already.");
    public static readonly RefusalCode CompleteInvalidStatus = new("COMPLETE_INVALID_STATUS", Bad,
        "Only a delivered escrow can be completed.");

    // Cancelling.
    public static readonly RefusalCode CancelInvalidStatus = new("CANCEL_INVALID_STATUS", Bad,
        "Only a pending escrow can be cancelled this way; once paid, the buyer uses a request_cancellation session " +
        "and the seller a cancel_escrow session.");
    public static readonly RefusalCode CancellationAlreadyRequested = new("CANCELLATION_ALREADY_REQUESTED", Bad,
        "A cancellation was requested already; there is only one request per escrow.");
    public static readonly RefusalCode CancellationRequestInvalidStatus = new(
        "CANCELLATION_REQUEST_INVALID_STATUS", Bad,
        "A cancellation can be requested only while the escrow is paid or delivered.");
    public static readonly RefusalCode CancelEscrowInvalidStatus = new("CANCEL_ESCROW_INVALID_STATUS", Bad,
        "The seller can cancel only while the escrow is paid or delivered.");
    public static readonly RefusalCode NoPendingCancellation = new("NO_PENDING_CANCELLATION", Bad,
        "No cancellation request is waiting for an answer.");

    // Disputes.
    public static readonly RefusalCode DisputeOpen = new("DISPUTE_OPEN", Bad,
        "A dispute is open: the operator decides.");
    public static readonly RefusalCode DisputeAlreadyOpened = new("DISPUTE_ALREADY_OPENED", Bad,
        "There has been a dispute already; there is only one per escrow.");
    public static readonly RefusalCode DisputeInvalidStatus = new("DISPUTE_INVALID_STATUS", Bad,
        "A dispute can be opened only while the escrow is paid or delivered.");
    public static readonly RefusalCode NoOpenDispute = new("NO_OPEN_DISPUTE", Conflict, "No dispute is open.");
    public static readonly RefusalCode SplitAmountInvalid = new("SPLIT_AMOUNT_INVALID", Bad,
        "The seller's share must be above 0, below amountTnd, and have at most 3 decimals.");

    // Purchase proofs and deposits.
    public static readonly RefusalCode ProofNotApplicable = new("PROOF_NOT_APPLICABLE", Bad,
        "This escrow has no fulfillmentPolicy and asks for no purchase proof.");
    public static readonly RefusalCode ProofAlreadyAccepted = new("PROOF_ALREADY_ACCEPTED", Bad,
        "The purchase proof is accepted already.");
    public static readonly RefusalCode ProofNotExpected = new("PROOF_NOT_EXPECTED", Bad,
        "No purchase proof is expected now.");
    public static readonly RefusalCode ProofNotAwaitingReview = new("PROOF_NOT_AWAITING_REVIEW", Bad,
        "No purchase proof is waiting for review.");
    public static readonly RefusalCode ProofNotAccepted = new("PROOF_NOT_ACCEPTED", Conflict,
        "The buyer must accept the purchase proof before delivery.");
    public static readonly RefusalCode ProofNotInReview = new("PROOF_NOT_IN_REVIEW", Conflict,
        "No purchase proof is waiting for the operator.");
    public static readonly RefusalCode NoDepositUnderReview = new("NO_DEPOSIT_UNDER_REVIEW", Conflict,
        "No deposit is under review.");

    // Terms.
    public static readonly RefusalCode UpdateInvalidStatus = new("UPDATE_INVALID_STATUS", Bad,
        "The terms can be changed only while the escrow is pending.");
    public static readonly RefusalCode NoValidFields = new("NO_VALID_FIELDS", Bad,
        "Send at least one of title, amount, description, estimatedDeliveryDays, contractTerms.");

    private static readonly FrozenDictionary<string, RefusalCode> ByCode = typeof(RefusalCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => field.GetValue(null))
        .OfType<RefusalCode>()
        .ToFrozenDictionary(code => code.Code);

    /// <summary>All of them, by code.</summary>
    public static IReadOnlyList<RefusalCode> All { get; } =
        [.. ByCode.Values.OrderBy(code => code.Code, StringComparer.Ordinal)];

    /// <summary>The entry of a code, or null when it is not one of these.</summary>
    public static RefusalCode? Find(string code) => ByCode.GetValueOrDefault(code);
}
