using System.Globalization;
using Dhmad.Domain.Ledger;
using static Dhmad.Domain.RefusalCodes;

namespace Dhmad.Domain.Escrows;

// Which terms are acceptable, and how they are changed.
public sealed partial record EscrowTerms
{
    /// <summary>The smallest amount of an instant escrow, in millimes.</summary>
    public const long MinInstantTnd = 10;

    /// <summary>The smallest amount of any other escrow, in millimes.</summary>
    public const long MinTnd = 5_000;

    /// <summary>The largest amount, in millimes: 1,000,000,000 TND.</summary>
    public const long MaxTnd = 1_000_000_000_000;

    /// <summary>The hints of what may prove a purchase; all of them when a policy names none.</summary>
    public static readonly IReadOnlyList<string> ProofTypes =
        ["receipt", "order_confirmation", "product_photo", "tracking_proof", "other"];

    /// <summary>Terms from a body that is valid in form, or the first refusal of creation.</summary>
    public static Result<EscrowTerms> Create(NewEscrow input, CreationFacts facts, DhmadSettings settings)
    {
        if (WhyNotApplicable(input) is { } misplaced) return misplaced;
        if (WhyNotBySeller(input, facts) is { } refusal) return refusal;
        if (facts.FxRateMicros is not { } rate) return FxRateMissing.Refuse();

        var terms = Of(input, rate, settings).WithAmount(input.Amount);
        if (terms.IsRefused) return terms.Refusal;
        var limit = settings.Escrows.DailyLimitPerDeveloper;
        return WhyNotToday(facts.CreatedToday, wanted: 1, limit) is { } tooMany ? tooMany : terms;
    }

    /// <summary>The terms with an update's fields, or why its amount cannot be.</summary>
    internal Result<EscrowTerms> With(TermsUpdate update)
    {
        var terms = this with
        {
            Title = update.Title ?? Title,
            Description = update.Description ?? Description,
            EstimatedDeliveryDays = update.EstimatedDeliveryDays ?? EstimatedDeliveryDays,
            ContractTerms = update.ContractTerms ?? ContractTerms,
        };
        return update.Amount is { } amount ? terms.WithAmount(amount) : terms;
    }

    /// <summary>Whether so many more may be created today, where there is a limit at all.</summary>
    internal static Refusal? WhyNotToday(int created, int wanted, int limit)
    {
        if (limit == 0 || created + wanted <= limit) return null;
        var message = $"At most {limit} escrows a day (UTC) can be created.";
        return DailyLimitReached.Refuse(message) with
        {
            Numbers = new Dictionary<string, long>
            {
                ["limit"] = limit,
                ["count"] = created,
                ["remaining"] = Math.Max(0, limit - created),
            },
        };
    }

    private static Refusal? WhyNotApplicable(NewEscrow input)
    {
        if (input is { Mode: EscrowMode.Instant, SellerEmail: not null }) return InstantSellerNotAllowed.Refuse();
        if (input.Mode != EscrowMode.Standard)
        {
            if (input.ContractTerms is not null) return ContractTermsNotApplicable.Refuse();
            if (input.AutoSign) return AutoSignNotApplicable.Refuse();
        }

        return input.Mode != EscrowMode.Quick && input.FulfillmentPolicy is not null
            ? FulfillmentPolicyNotApplicable.Refuse()
            : null;
    }

    private static Refusal? WhyNotBySeller(NewEscrow input, CreationFacts facts)
    {
        var hasFee = input.DeveloperFeePercentage > 0;
        if (facts.AssociatedUser is null && (input.SellerEmail is null || hasFee)) return AssociationRequired.Refuse();

        var sellerEmail = input.SellerEmail ?? facts.AssociatedUser!.Email;
        var sellsItself = sellerEmail == facts.AssociatedUser?.Email;
        if (input.AutoSign && !sellsItself) return AutoSignSellerOnly.Refuse();
        if (input.AutoSign && facts.SignatureImage is null) return SignatureNotConfigured.Refuse();
        if (hasFee && sellsItself) return DeveloperFeeNotAllowed.Refuse();
        return sellerEmail == input.BuyerEmail ? BuyerIsSeller.Refuse() : null;
    }

    private static EscrowTerms Of(NewEscrow input, long rateMicros, DhmadSettings settings) => new()
    {
        Title = input.Title,
        Description = input.Description,
        Mode = input.Mode,
        Currency = input.Currency,
        AmountMinor = 0,
        FxRateMicros = rateMicros,
        AmountTnd = 0,
        EscrowFeeTnd = 0,
        DeveloperFeeTnd = 0,
        PlatformBasisPoints = BasisPoints(settings.Fees.PlatformPercent),
        DeveloperBasisPoints = BasisPoints(input.DeveloperFeePercentage),
        EstimatedDeliveryDays = input.EstimatedDeliveryDays ?? 1,
        Language = input.Language ?? settings.DefaultLanguage,
        ContractTerms = input.ContractTerms,
        ProofPolicy = input.FulfillmentPolicy is { } policy ? PolicyOf(policy, settings.Escrows) : null,
        CompletionDays = settings.Escrows.CompletionDays,
        ProofCorrectionRounds = settings.Escrows.ProofCorrectionRounds,
    };

    private static ProofPolicy PolicyOf(ProofPolicyInput input, EscrowSettings settings) => new(
        input.UploadHours ?? settings.ProofDefaultHours,
        input.ReviewHours ?? settings.ProofDefaultHours,
        input.AllowedProofTypes ?? ProofTypes);

    private static int BasisPoints(decimal percent) =>
        Fees.TryToBasisPoints(percent, out var basisPoints)
            ? basisPoints
            : throw new ArgumentOutOfRangeException(nameof(percent), percent, "A percentage has at most two decimals.");

    /// <summary>The amount at the locked rate, with both fees computed from it.</summary>
    private Result<EscrowTerms> WithAmount(decimal amount)
    {
        if (!Money.TryToMinor(amount, Currency, out var amountMinor))
            return InvalidAmount($"must have at most {Currency.Decimals} decimals in {Currency.Code}");
        if (!TryToTnd(amountMinor, out var amountTnd))
            return InvalidAmount($"must be at most {Text(MaxTnd)} TND at the exchange rate");
        var minimum = Mode == EscrowMode.Instant ? MinInstantTnd : MinTnd;
        if (amountTnd < minimum)
            return AmountBelowMinimum.Refuse($"The minimum of mode {Spelling.Of(Mode)} is {Text(minimum)} TND.");

        return this with
        {
            AmountMinor = amountMinor,
            AmountTnd = amountTnd,
            EscrowFeeTnd = Fees.Of(amountTnd, PlatformBasisPoints),
            DeveloperFeeTnd = Fees.Of(amountTnd, DeveloperBasisPoints),
        };
    }

    private bool TryToTnd(long amountMinor, out long amountTnd)
    {
        // The rate is at most 10,000, so anything this large is too much before it is multiplied.
        amountTnd = amountMinor > MaxTnd
            ? long.MaxValue
            : ExchangeRate.FromMicros(FxRateMicros).ToTnd(Math.Max(amountMinor, 0), Currency);
        return amountTnd <= MaxTnd;
    }

    private static Refusal InvalidAmount(string rule) =>
        ValidationFailed.Refuse() with { Details = new Dictionary<string, string> { ["amount"] = rule } };

    private static string Text(long millimes) => Money.ToTnd(millimes).ToString("0.###", CultureInfo.InvariantCulture);
}
