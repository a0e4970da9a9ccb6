using Dhmad.Api.Http;
using Dhmad.Domain;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Ledger;

namespace Dhmad.Api.Escrows;

/// <summary>
/// Reads the bodies of escrow calls by form: types, lengths, ranges. What follows from them the domain judges.
/// </summary>
public static class EscrowBodies
{
    public const int MaxTitleLength = 200;
    public const int MaxContractLength = 10_000;
    public const int MaxDescriptionLength = 2000;
    public const int MaxReasonLength = 1000;
    public const int MaxDeliveryDays = 3650;
    public const decimal MaxAmount = 100_000_000m;
    public const decimal MaxDeveloperFee = 25m;

    public static readonly IReadOnlyList<string> Currencies = ["TND", "USD", "EUR"];
    public static readonly IReadOnlyList<string> Languages = ["en", "fr", "ar"];
    public static readonly IReadOnlyList<string> PolicyTypes = ["purchase_proof_required"];
    public static readonly IReadOnlyList<string> ProofTypes =
        ["receipt", "order_confirmation", "product_photo", "tracking_proof", "other"];

    private const int MaxAmountDecimals = 3;
    private const int MaxPercentDecimals = 2;

    /// <summary>The body of a creation; bad fields are noted in <paramref name="fields"/>.</summary>
    public static NewEscrow ReadNew(Fields fields, EscrowSettings settings)
    {
        _ = Domain.Ledger.Currencies.TryRead(fields.OneOf("currency", Currencies) ?? "TND", out var currency);
        var mode = fields.Choice<EscrowMode>("mode");
        var input = new NewEscrow
        {
            Title = fields.RequiredText("title", 1, MaxTitleLength, singleLine: true),
            Amount = fields.RequiredAmount("amount", MaxAmount, currency.Decimals),
            Currency = currency,
            Mode = mode ?? EscrowMode.Standard,
            BuyerEmail = fields.RequiredEmail("buyerEmail"),
            SellerEmail = fields.Email("sellerEmail"),
            EstimatedDeliveryDays = fields.Integer("estimatedDeliveryDays", 1, MaxDeliveryDays),
            ContractTerms = fields.Text("contractTerms", 1, MaxContractLength),
            AutoSign = fields.Flag("autoSign") ?? false,
            DeveloperFeePercentage =
                fields.Number("developerFeePercentage", 0, MaxDeveloperFee, MaxPercentDecimals) ?? 0,
            Description = fields.Text("description", 0, MaxDescriptionLength),
            Language = fields.OneOf("language", Languages),
            FulfillmentPolicy = ReadPolicy(fields.Object("fulfillmentPolicy"), settings),
        };

        // A mode that was sent and is unknown asks for nothing: its own text says enough.
        if (mode is not null || !fields.Has("mode")) RequireByMode(fields, input.Mode);
        return input;
    }

    /// <summary>The body of a change; that something was sent at all is the domain's to judge.</summary>
    public static TermsUpdate ReadUpdate(Fields fields) => new(
        fields.Text("title", 1, MaxTitleLength, singleLine: true),
        fields.Amount("amount", MaxAmount, MaxAmountDecimals),
        fields.Text("description", 0, MaxDescriptionLength),
        fields.Integer("estimatedDeliveryDays", 1, MaxDeliveryDays),
        fields.Text("contractTerms", 1, MaxContractLength));

    private static void RequireByMode(Fields fields, EscrowMode mode)
    {
        if (mode != EscrowMode.Instant && !fields.Has("estimatedDeliveryDays"))
            fields.Bad("estimatedDeliveryDays", "is required in this mode");
        if (mode == EscrowMode.Standard && !fields.Has("contractTerms"))
            fields.Bad("contractTerms", "is required in standard mode");
    }

    private static ProofPolicyInput? ReadPolicy(Fields? policy, EscrowSettings settings)
    {
        if (policy is null) return null;
        policy.RequiredOneOf("type", PolicyTypes);
        return new ProofPolicyInput(
            policy.Integer("proofUploadDeadlineHours", settings.ProofMinHours, settings.ProofMaxHours),
            policy.Integer("buyerReviewDeadlineHours", settings.ProofMinHours, settings.ProofMaxHours),
            policy.Words("allowedProofTypes", ProofTypes));
    }
}
