using Dhmad.Domain.Escrows;

namespace Dhmad.Storage.Escrows;

/// <summary>The columns of an escrow's row as a commit finds it.</summary>
internal sealed record EscrowBefore(
    long Version,
    long Sequence,
    byte[] LastHash,
    EscrowStatus Status,
    long AmountTnd,
    string? BuyerId,
    string BuyerEmail,
    string? SellerId,
    string SellerEmail,
    long? DeadlineAt)
{
    public bool IsClosed => Status is EscrowStatus.Completed or EscrowStatus.Cancelled;

    /// <summary>What lies in its held account.</summary>
    public long Held => Status is EscrowStatus.Paid or EscrowStatus.Delivered ? AmountTnd : 0;
}
