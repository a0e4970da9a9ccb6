using Dhmad.Domain.Accounts;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Ledger;

namespace Dhmad.Domain.Tests.Escrows.Kit;

/// <summary>Escrows to begin with.</summary>
internal static class Some
{
    public static readonly ProofPolicyInput Policy = new(null, null, null);

    public static NewEscrow Standard(decimal amount = 480m, decimal developerFee = 0m) => new()
    {
        Title = "Cargo bike",
        Amount = amount,
        Currency = Currency.Tnd,
        Mode = EscrowMode.Standard,
        BuyerEmail = The.Buyer.Email,
        SellerEmail = The.Seller.Email,
        EstimatedDeliveryDays = 4,
        ContractTerms = "The bike is delivered with its papers.",
        DeveloperFeePercentage = developerFee,
    };

    public static NewEscrow Quick(decimal amount = 100m) => Standard(amount) with
    {
        Mode = EscrowMode.Quick,
        ContractTerms = null,
    };

    public static NewEscrow WithProof(decimal amount = 100m) => Quick(amount) with { FulfillmentPolicy = Policy };

    /// <summary>Sold by the partner, as instant escrows always are by the associated user.</summary>
    public static NewEscrow Instant(decimal amount = 100m) => Quick(amount) with
    {
        Mode = EscrowMode.Instant,
        SellerEmail = null,
        EstimatedDeliveryDays = null,
    };

    public static CreationFacts Facts(NewEscrow input, bool buyerIsUser = true) => new(
        The.Developer,
        "Velo Souk",
        input.Mode == EscrowMode.Instant ? The.Seller : The.Partner,
        null,
        buyerIsUser ? The.Buyer : null,
        The.Seller,
        1_000_000,
        0);

    public static DecisionContext Context(DateTimeOffset now, IdSource? ids = null, DhmadSettings? settings = null) =>
        new(now, now, ids ?? new SeededIds(1), settings ?? new DhmadSettings())
        {
            FileLink = (file, until) => $"https://pay.example.tn/files/{file}?until={until.ToUnixTimeSeconds()}",
        };

    public static Person As(ActorKind actor, Escrow escrow) => actor == ActorKind.Buyer ? escrow.Buyer : escrow.Seller;
}
