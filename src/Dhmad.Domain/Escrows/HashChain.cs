using System.Buffers;
using System.Security.Cryptography;

namespace Dhmad.Domain.Escrows;

/// <summary>
/// Links the events of one escrow: each hash is SHA-256 over the previous hash and the event's body bytes.
/// </summary>
public static class HashChain
{
    public const int HashBytes = 32;

    /// <summary>What comes before the first event: 32 zero bytes.</summary>
    public static byte[] Start => new byte[HashBytes];

    /// <summary>The hash of an event with this body after an event with that hash.</summary>
    public static byte[] Next(ReadOnlySpan<byte> previousHash, ReadOnlySpan<byte> body)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(previousHash.Length, HashBytes);
        var length = HashBytes + body.Length;
        var joined = ArrayPool<byte>.Shared.Rent(length);
        previousHash.CopyTo(joined);
        body.CopyTo(joined.AsSpan(HashBytes));
        var hash = SHA256.HashData(joined.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(joined);
        return hash;
    }
}
