namespace Dhmad.Domain.Escrows;

/// <summary>Something that happened to an escrow, with the exact bytes that are hashed, signed and sent.</summary>
/// <param name="BuyerId">The buyer's user id at the time, for finding who receives it.</param>
/// <param name="SellerId">The seller's user id at the time.</param>
public sealed record EscrowEvent(
    Guid Id,
    string EscrowId,
    long Sequence,
    string Type,
    DateTimeOffset At,
    byte[] Body,
    byte[] PreviousHash,
    byte[] Hash,
    string DeveloperId,
    string? BuyerId,
    string? SellerId);
