using System.Security.Cryptography;
using System.Text;
using Dhmad.Domain;

namespace Dhmad.Storage;

/// <summary>
/// Encrypts what must be kept but not be readable in the database (AES-256-GCM). What is sealed for one purpose cannot
/// be opened for another, so a row copied elsewhere is worthless there.
/// </summary>
public sealed class Sealer(byte[] key, IdSource ids)
{
    private const byte Version = 1;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int HeaderLength = 1 + NonceLength + TagLength;

    /// <param name="plain">What is to be kept secret.</param>
    /// <param name="purpose">What it is and whose, such as <c>webhook-secret:</c> and the endpoint's id.</param>
    public byte[] Seal(ReadOnlySpan<byte> plain, string purpose)
    {
        var sealedBytes = new byte[HeaderLength + plain.Length];
        sealedBytes[0] = Version;
        var nonce = sealedBytes.AsSpan(1, NonceLength);
        ids.Fill(nonce);
        using var cipher = new AesGcm(key, TagLength);
        cipher.Encrypt(
            nonce,
            plain,
            sealedBytes.AsSpan(HeaderLength),
            sealedBytes.AsSpan(1 + NonceLength, TagLength),
            Encoding.UTF8.GetBytes(purpose));
        return sealedBytes;
    }

    /// <summary>
    /// The plain bytes; a <see cref="CryptographicException"/>
    /// when key, purpose or bytes are not the ones it was sealed with.
    /// </summary>
    public byte[] Open(ReadOnlySpan<byte> sealedBytes, string purpose)
    {
        if (sealedBytes.Length < HeaderLength || sealedBytes[0] != Version)
            throw new CryptographicException("These are not sealed bytes.");
        var plain = new byte[sealedBytes.Length - HeaderLength];
        using var cipher = new AesGcm(key, TagLength);
        cipher.Decrypt(
            sealedBytes.Slice(1, NonceLength),
            sealedBytes[HeaderLength..],
            sealedBytes.Slice(1 + NonceLength, TagLength),
            plain,
            Encoding.UTF8.GetBytes(purpose));
        return plain;
    }

    /// <summary>Bytes that only this deployment can make, always the same for one purpose (HKDF, RFC 5869).</summary>
    public byte[] Derive(string purpose, int length) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, length, salt: null, info: Encoding.UTF8.GetBytes(purpose));
}
