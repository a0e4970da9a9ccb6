using System.Buffers.Binary;

namespace Dhmad.Domain;

/// <summary>Where identifiers and randomness come from: secure at the shell, seeded in tests and simulations.</summary>
public abstract class IdSource
{
    /// <summary>Fills the span with random bytes.</summary>
    public abstract void Fill(Span<byte> bytes);

    /// <summary>24 lower-case hex characters: 4 bytes of real time, 8 bytes of randomness.</summary>
    public string NewId(DateTimeOffset realTime)
    {
        Span<byte> bytes = stackalloc byte[12];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, unchecked((uint)realTime.ToUnixTimeSeconds()));
        Fill(bytes[4..]);
        return Convert.ToHexStringLower(bytes);
    }

    /// <summary>A random UUID, version 4 (RFC 9562).</summary>
    public Guid NewUuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        Fill(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>A secret of the given number of random bytes, as lower-case hex.</summary>
    public string NewHex(int byteCount)
    {
        Span<byte> bytes = stackalloc byte[byteCount];
        Fill(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    /// <summary>A random number from 0 up to 1, for what must vary.</summary>
    public double NewChance()
    {
        Span<byte> bytes = stackalloc byte[8];
        Fill(bytes);
        const int bitsOfDouble = 53;
        return (BinaryPrimitives.ReadUInt64BigEndian(bytes) >> (64 - bitsOfDouble)) / (double)(1UL << bitsOfDouble);
    }
}
