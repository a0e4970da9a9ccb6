using Dhmad.Domain.Escrows;

namespace Dhmad.Storage.Escrows;

/// <summary>The columns of an escrow's row as a commit finds it; the last ones where they are asked for.</summary>
internal sealed record EscrowBefore(
    long Version,
    long Sequence,
    byte[] LastHash,
    EscrowStatus Status,
    long AmountTnd,
    string? BuyerId = null,
    string BuyerEmail = "",
    string? SellerId = null,
    string SellerEmail = "",
    long? DeadlineAt = null)
{
    public bool IsClosed => Status is EscrowStatus.Completed or EscrowStatus.Cancelled;

    /// <summary>What lies in its held account.</summary>
    public long Held => Status is EscrowStatus.Paid or EscrowStatus.Delivered ? AmountTnd : 0;
}
