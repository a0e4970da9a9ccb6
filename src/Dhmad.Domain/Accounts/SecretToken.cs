using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Dhmad.Domain.Accounts;

/// <summary>A prefix and 32 random bytes in lower-case hex: API keys, developer and operator tokens.</summary>
public static class SecretToken
{
    public const string DeveloperPrefix = "dt_";
    public const string OperatorPrefix = "ot_";

    internal const int HexLength = ByteCount * 2;

    /// <summary>Random bytes in a token, and in every other secret that is mailed or set as a cookie.</summary>
    public const int ByteCount = 32;

    private static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    public static string Make(IdSource ids, string prefix) => prefix + ids.NewHex(ByteCount);

    public static bool IsWellFormed(string token, string prefix) =>
        token.Length == prefix.Length + HexLength
        && token.StartsWith(prefix, StringComparison.Ordinal)
        && !token.AsSpan(prefix.Length).ContainsAnyExcept(LowerHex);

    /// <summary>What is kept of a token: SHA-256 of the whole of it, in lower-case hex.</summary>
    public static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
