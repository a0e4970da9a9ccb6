using Dhmad.Domain.Ledger;
using Dhmad.Domain.Payments;
using static Dhmad.Domain.Escrows.JudgedAt;
using static Dhmad.Domain.RefusalCodes;

namespace Dhmad.Domain.Escrows;

/// <summary>
/// The guards that the lines of <see cref="EscrowRefusals"/> name, with the moment from which each can be judged.
/// </summary>
internal static class EscrowGuards
{
    public static readonly Guard NotDisputed = new("no_dispute_open", DisputeOpen, Always, q => !q.Escrow.DisputeOpen);

    public static readonly Guard ContractSigned =
        new("contract_signed", ContractNotSigned, Always, q => q.Escrow.Contract?.IsFullySigned ?? true);

    /// <summary>Its own payment is not in the way of an escrow that is being paid by it.</summary>
    public static readonly Guard NoPaymentUnderReview =
        new("no_payment_under_review", PaymentUnderReview, Always, q =>
            q.Escrow.OpenPayment is not { BlocksPayment: true } open || open.Id == q.Input.Payment?.Id);

    public static readonly Guard SellerReady =
        new("seller_ready", SellerNotReady, Opening | Taking, q =>
            !q.Outside.Settings.Escrows.RequireSellerKyc || q.Input.Facts is { SellerKycApproved: true });

    /// <summary>What a person agrees to is what they saw; a payment is for the terms it was started under.</summary>
    public static readonly Guard TermsSeen =
        new("terms_seen", TermsChanged, Taking | Settling, q =>
            (q.At == Settling ? q.Input.Payment?.TermsVersion : q.Input.Seen) == q.Escrow.TermsVersion);

    /// <summary>Never asked of guests.</summary>
    public static readonly Guard PhoneVerified =
        new("phone_verified", PhoneNotVerified, Taking, q =>
            !q.Outside.Settings.Payments.RequireVerifiedPhone
            || q.By.User?.Id is null
            || q.Input.Facts is { PayerPhoneVerified: true });

    public static readonly Guard RailAvailable =
        new("rail_available", RailNotAvailable, Taking, q =>
            RailOffers.Include(PaymentOf(q), q.Outside.Settings));

    /// <summary>Judged by the books: the commit is refused when the wallet would fall below zero.</summary>
    public static readonly Guard BalanceSuffices = Named("balance_suffices", InsufficientBalance);

    /// <summary>Judged by the rail.</summary>
    public static readonly Guard ChallengePassed = Named("challenge_passed", ChallengeFailed);

    /// <summary>Judged by the rail.</summary>
    public static readonly Guard PaymentApproved = Named("payment_approved", PaymentDeclined);

    public static readonly Guard FieldsSent =
        new("fields_sent", NoValidFields, Taking, q => q.Input.Update is { IsEmpty: false });

    public static readonly Guard TermsApplicable =
        new("contract_terms_applicable", ContractTermsNotApplicable, Taking, q =>
            q.Input.Update?.ContractTerms is null || q.Escrow.Terms.Mode == EscrowMode.Standard);

    public static readonly Guard AmountAllowed =
        new("amount_allowed", AmountBelowMinimum, Taking, q => q.Escrow.Terms.With(q.Input.Update!).Refusal);

    public static readonly Guard ProofIsAccepted =
        new("proof_accepted", ProofNotAccepted, Always, q =>
            q.Escrow.Terms.ProofPolicy is null || q.Escrow.ProofIsAccepted);

    public static readonly Guard SplitAmountValid =
        new("split_amount_valid", RefusalCodes.SplitAmountInvalid, Taking, q =>
            q.Input.Choice != Choice.Split
            || (q.Input.SellerGrossTnd is { } share
                && Money.TryToMinor(share, Currency.Tnd, out var gross)
                && gross > 0
                && gross < q.Escrow.Terms.AmountTnd));

    // Only named here: creation judges them where it makes the terms.
    public static readonly Guard SellerAllowed = Named("seller_allowed", InstantSellerNotAllowed);
    public static readonly Guard AutoSignApplicable = Named("auto_sign_applicable", AutoSignNotApplicable);
    public static readonly Guard PolicyApplicable = Named("policy_applicable", FulfillmentPolicyNotApplicable);
    public static readonly Guard UserAssociated = Named("user_associated", AssociationRequired);
    public static readonly Guard AutoSignBySeller = Named("auto_sign_by_seller", AutoSignSellerOnly);
    public static readonly Guard SignatureStored = Named("signature_stored", SignatureNotConfigured);
    public static readonly Guard DeveloperFeeAllowed = Named("developer_fee_allowed", DeveloperFeeNotAllowed);
    public static readonly Guard PartiesDiffer = Named("parties_differ", BuyerIsSeller);
    public static readonly Guard RateKnown = Named("rate_known", FxRateMissing);
    public static readonly Guard WithinDailyLimit = Named("within_daily_limit", DailyLimitReached);

    private static Guard Named(string name, RefusalCode code) => new(name, code, None, _ => true);

    private static Payment PaymentOf(Question q) =>
        q.Input.Payment ?? throw new InvalidOperationException("accept_pay is taken with its payment.");
}
