using Dhmad.Domain.Ledger;

namespace Dhmad.Domain.Escrows;

/// <summary>
/// What was agreed, with everything that was fixed at creation.
/// Money: <c>AmountMinor</c> in the currency's minor units, the rest in millimes.
/// </summary>
public sealed partial record EscrowTerms
{
    public required string Title { get; init; }

    public string? Description { get; init; }

    public required EscrowMode Mode { get; init; }

    public required Currency Currency { get; init; }

    public required long AmountMinor { get; init; }

    /// <summary>Millionths of a TND per unit of the currency, locked at creation; 1,000,000 for TND.</summary>
    public required long FxRateMicros { get; init; }

    public required long AmountTnd { get; init; }

    public required long EscrowFeeTnd { get; init; }

    public required long DeveloperFeeTnd { get; init; }

    /// <summary>Hundredths of a percent.</summary>
    public required int PlatformBasisPoints { get; init; }

    public required int DeveloperBasisPoints { get; init; }

    public required int EstimatedDeliveryDays { get; init; }

    public required string Language { get; init; }

    public string? ContractTerms { get; init; }

    public ProofPolicy? ProofPolicy { get; init; }

    public required int CompletionDays { get; init; }

    public required int ProofCorrectionRounds { get; init; }

    public long SellerNetTnd => AmountTnd - EscrowFeeTnd - DeveloperFeeTnd;
}

/// <summary>A quick escrow's demand for purchase proof, with its hours fixed at creation.</summary>
public sealed record ProofPolicy(int UploadHours, int ReviewHours, IReadOnlyList<string> AllowedProofTypes);
