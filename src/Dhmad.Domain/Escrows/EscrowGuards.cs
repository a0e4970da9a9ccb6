using Dhmad.Domain.Ledger;
using Dhmad.Domain.Payments;
using static Dhmad.Domain.Escrows.JudgedAt;
using static Dhmad.Domain.RefusalCodes;

namespace Dhmad.Domain.Escrows;

/// <summary>The guards that the lines of <see cref="EscrowRefusals"/> name, with the moment from which each can be judged.</summary>
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
    public static readonly Guard BalanceSuffices = new("balance_suffices", InsufficientBalance, None, _ => true);

    /// <summary>Judged by the rail.</summary>
    public static readonly Guard ChallengePassed = new("challenge_passed", ChallengeFailed, None, _ => true);

    /// <summary>Judged by the rail.</summary>
    public static readonly Guard PaymentApproved = new("payment_approved", PaymentDeclined, None, _ => true);

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

    private static Payment PaymentOf(Question q) =>
        q.Input.Payment ?? throw new InvalidOperationException("accept_pay is taken with its payment.");
}
