using Dhmad.Domain.Escrows;
using Dhmad.Domain.Ledger;

namespace Dhmad.Testing;

/// <summary>Valid things, of which a test changes what it is about.</summary>
public static class Some
{
    public static NewEscrow Escrow(EscrowMode mode = EscrowMode.Quick, decimal amount = 100) => new()
    {
        Title = "Cargo bike",
        Amount = amount,
        Currency = Currency.Tnd,
        Mode = mode,
        BuyerEmail = The.Buyer.Email,
        SellerEmail = mode == EscrowMode.Instant ? null : The.Seller.Email,
        EstimatedDeliveryDays = mode == EscrowMode.Instant ? null : 4,
        ContractTerms = mode == EscrowMode.Standard ? "The bike is delivered whole." : null,
    };

    /// <summary>A quick escrow that asks for a purchase proof, with the default hours.</summary>
    public static NewEscrow EscrowWithProof() =>
        Escrow() with { FulfillmentPolicy = new ProofPolicyInput(null, null, null) };
}
