using System.Security.Cryptography;
using Dhmad.Domain;

namespace Dhmad.Silo;

/// <summary>Ids and secrets from the operating system's secure randomness.</summary>
public sealed class SecureIds : IdSource
{
    public override void Fill(Span<byte> bytes) => RandomNumberGenerator.Fill(bytes);
}
