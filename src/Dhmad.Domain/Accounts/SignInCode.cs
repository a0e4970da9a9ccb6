using System.Security.Cryptography;
using System.Text;

namespace Dhmad.Domain.Accounts;

/// <summary>A mailed code of six digits that signs one browser in, once.</summary>
public sealed record SignInCode
{
    public const int MaxTries = 5;
    public const int MaxPerHourAndEmail = 5;
    public const int MaxPerHourAndAddress = 20;

    private const int Digits = 6;
    private const int Codes = 1_000_000;

    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>How long a browser waits for the next code to the same e-mail.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(60);

    public static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public required string Id { get; init; }

    public required string Email { get; init; }

    /// <summary>Hash of the secret in the browser's cookie.</summary>
    public required string BrowserHash { get; init; }

    /// <summary>Hash of the code with that secret, so that what is kept does not give the code away.</summary>
    public required string CodeHash { get; init; }

    public required string Address { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public int TriesLeft { get; init; } = MaxTries;

    /// <summary>When it was used, used up, or replaced by this browser's next one.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Six digits, each code equally likely.</summary>
    public static string Make(IdSource ids)
    {
        const uint fair = uint.MaxValue / Codes * Codes;
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        uint number;
        do
        {
            ids.Fill(bytes);
            number = BitConverter.ToUInt32(bytes);
        }
        while (number >= fair);

        return (number % Codes).ToString("D6", System.Globalization.CultureInfo.InvariantCulture);
    }

    public static bool IsWellFormed(string code) => code.Length == Digits && code.All(char.IsAsciiDigit);

    /// <param name="browser">The secret in the browser's cookie.</param>
    public static string Hash(string browser, string code) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{browser}:{code}")));

    /// <summary>Judges a try; the code after it is kept, whatever the verdict.</summary>
    public (CodeVerdict Verdict, SignInCode After) Try(string codeHash, DateTimeOffset now)
    {
        if (EndedAt is not null || now >= CreatedAt + Lifetime) return (CodeVerdict.Ended, this);
        var left = TriesLeft - 1;
        var isRight = CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(codeHash), Encoding.ASCII.GetBytes(CodeHash));
        if (isRight) return (CodeVerdict.SignedIn, this with { TriesLeft = left, EndedAt = now });
        return left > 0
            ? (CodeVerdict.Wrong, this with { TriesLeft = left })
            : (CodeVerdict.Ended, this with { TriesLeft = 0, EndedAt = now });
    }
}

public enum CodeVerdict
{
    SignedIn,

    /// <summary>Another try is left.</summary>
    Wrong,

    /// <summary>No code of this browser can be used any more: too old, used, or too many tries.</summary>
    Ended,
}
