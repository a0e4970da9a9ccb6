using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Dhmad.Domain.Accounts;

/// <summary>
/// Passwords are kept as PBKDF2-HMAC-SHA512 with a salt of their own (RFC 8018): <c>pbkdf2-sha512$rounds$salt$key</c>.
/// </summary>
public static class PasswordHash
{
    public const int Rounds = 210_000;

    private const string Scheme = "pbkdf2-sha512";
    private const int SaltBytes = 16;
    private const int KeyBytes = 32;

    /// <summary>What an unknown account is compared with, so that it costs the time of a known one.</summary>
    private static readonly string Nobody = Text(Rounds, new byte[SaltBytes], new byte[KeyBytes]);

    public static string Make(IdSource ids, string password)
    {
        var salt = new byte[SaltBytes];
        ids.Fill(salt);
        return Text(Rounds, salt, Derive(password, salt, Rounds));
    }

    /// <param name="kept">Null for an unknown account: never right, and as slow.</param>
    public static bool IsRight(string? kept, string password)
    {
        var parts = (kept ?? Nobody).Split('$');
        if (parts is not [Scheme, var rounds, var salt, var key])
            throw new InvalidOperationException("A kept password hash has another form.");
        var count = int.Parse(rounds, NumberStyles.None, CultureInfo.InvariantCulture);
        var derived = Derive(password, Convert.FromBase64String(salt), count);
        return CryptographicOperations.FixedTimeEquals(derived, Convert.FromBase64String(key)) & kept is not null;
    }

    private static byte[] Derive(string password, byte[] salt, int rounds) =>
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, rounds, HashAlgorithmName.SHA512, KeyBytes);

    private static string Text(int rounds, byte[] salt, byte[] key) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Scheme}${rounds}${Convert.ToBase64String(salt)}${Convert.ToBase64String(key)}");
}
