using Dhmad.Domain.Accounts;
using Dhmad.Domain.Escrows;

namespace Dhmad.Testing;

/// <summary>The people of every test, each always the same.</summary>
public static class The
{
    /// <summary>Whose key creates escrows; their associated user is the seller.</summary>
    public const string DeveloperId = "66d4a0c19b3c5e7a2f1d8c00";

    /// <summary>Another developer, whose associated user is the buyer.</summary>
    public const string BuyersDeveloperId = "66d4a0c19b3c5e7a2f1d8c01";

    public const string RedirectUrl = "https://shop.example.tn/back";

    public static readonly Person Buyer = new("66d4a2b79b3c5e7a2f1d8c77", "sami@example.tn", "Sami", "T.");

    public static readonly Person Seller = new("66d49f0e9b3c5e7a2f1d8b11", "amel@example.tn", "Amel", "B.");

    /// <summary>A buyer who has no account.</summary>
    public static readonly Person Guest = new(null, "guest@example.tn");

    public static readonly Caller Developer = new(Door.Api, Seller, DeveloperId);

    public static readonly Caller BuyersDeveloper = new(Door.Api, Buyer, BuyersDeveloperId);
}
