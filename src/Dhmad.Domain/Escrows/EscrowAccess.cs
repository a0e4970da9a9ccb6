using Dhmad.Domain.Accounts;

namespace Dhmad.Domain.Escrows;

/// <summary>Who may see an escrow: its creator, or a developer whose associated user is a party.</summary>
public static class EscrowAccess
{
    public static bool MayRead(Escrow escrow, string developerId, Person? associatedUser) =>
        escrow.DeveloperId == developerId || escrow.PartyOf(associatedUser) is not null;

    /// <summary>Which party a person is, found by e-mail, which is the identity; null for anybody else.</summary>
    public static ActorKind? PartyOf(this Escrow escrow, Person? person)
    {
        if (person is null) return null;
        if (person.Email == escrow.Buyer.Email) return ActorKind.Buyer;
        return person.Email == escrow.Seller.Email ? ActorKind.Seller : null;
    }
}
