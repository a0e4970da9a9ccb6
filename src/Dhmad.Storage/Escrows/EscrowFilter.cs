using Dhmad.Domain.Escrows;

namespace Dhmad.Storage.Escrows;

/// <summary>Which escrows a list shows: whose, and in which status.</summary>
/// <param name="Role">What <paramref name="Owner"/> must be of them.</param>
/// <param name="Owner">A developer id for the creator, else a user id.</param>
/// <param name="Status">Null: any.</param>
public sealed record EscrowFilter(EscrowRole Role, string Owner, EscrowStatus? Status = null);

/// <summary>What somebody is of an escrow, as lists ask for it.</summary>
public enum EscrowRole
{
    /// <summary>Buyer or seller.</summary>
    Party,
    Buyer,
    Seller,
    Creator,
}

/// <summary>One page, newest first, and how many there are in all.</summary>
public sealed record EscrowPage(IReadOnlyList<Escrow> Escrows, long Total);

/// <summary>One event as the events list shows it; <paramref name="Body"/> is the webhook's bytes.</summary>
public sealed record EventRow(long Sequence, byte[] Body, byte[] PreviousHash, byte[] Hash);

/// <param name="NextAfter">The sequence to go on after, or null at the end.</param>
public sealed record EventPage(IReadOnlyList<EventRow> Events, long? NextAfter);
