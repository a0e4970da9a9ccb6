using Dhmad.Domain.Accounts;

namespace Dhmad.Domain.Escrows.Effects;

/// <summary>Who the parties are.</summary>
internal static class PartyEffects
{
    /// <summary>The named party is now a user.</summary>
    public static Escrow Link(Question question)
    {
        var (escrow, user) = (question.Escrow, question.By.User!);
        if (user.Id is null) throw new InvalidOperationException("Only a user can be linked.");
        return question.Party == ActorKind.Buyer
            ? escrow.Buyer.Id is null ? escrow with { Buyer = user } : escrow
            : escrow.Seller.Id is null ? escrow with { Seller = user } : escrow;
    }

    /// <summary>
    /// A user who acts is shown with the names they have now.
    /// Nobody is linked by acting: that is row 3, with its event.
    /// </summary>
    public static Escrow Refresh(Escrow escrow, Question question) => question.Party switch
    {
        ActorKind.Buyer when IsRenamed(escrow.Buyer, question.By.User!) => escrow with { Buyer = question.By.User! },
        ActorKind.Seller when IsRenamed(escrow.Seller, question.By.User!) => escrow with { Seller = question.By.User! },
        _ => escrow,
    };

    /// <summary>Who acts, as far as known: the person at the door, else the party of the escrow.</summary>
    public static Person Actor(Question question) =>
        question.By.User ?? throw new InvalidOperationException($"Nobody took {question.Action}.");

    private static bool IsRenamed(Person known, Person now) =>
        known.Id is not null && known.Id == now.Id && now.FirstName.Length > 0 && known != now;
}
