using System.Globalization;

namespace Dhmad.Domain.Payments;

/// <summary>
/// A practice card as it is handed on: what it will do, and its last four digits. The number itself is kept nowhere.
/// </summary>
/// <param name="Token">What the rail knows it by: its <see cref="SandboxCardBehaviour"/>, spelled.</param>
public sealed record SandboxCard(string Token, string Last4)
{
    private const int MinDigits = 12;
    private const int MaxDigits = 19;
    private const int CvcDigits = 3;

    /// <summary>
    /// Reads the form's card fields, spaces and hyphens ignored in the number, the expiry as <c>MM/YY</c> and not over
    /// at <paramref name="realNow"/>. Null with the names of the fields that are wrong.
    /// </summary>
    public static SandboxCard? TryRead(
        string? number, string? expiry, string? cvc, DateTimeOffset realNow, out IReadOnlyList<string> badFields)
    {
        var digits = string.Concat((number ?? "").Where(character => character is not (' ' or '-')));
        var bad = new List<string>();
        if (digits.Length is < MinDigits or > MaxDigits || !digits.All(char.IsAsciiDigit)) bad.Add("cardNumber");
        if (!EndsAfter(expiry?.Trim(), realNow)) bad.Add("cardExpiry");
        if (cvc?.Trim() is not { Length: CvcDigits } code || !code.All(char.IsAsciiDigit)) bad.Add("cardCvc");

        badFields = bad;
        return bad.Count > 0 ? null : new SandboxCard(Spelling.Of(BehaviourOf(digits)), digits[^4..]);
    }

    /// <summary>The magic numbers; every other one is declined.</summary>
    private static SandboxCardBehaviour BehaviourOf(string digits) => digits switch
    {
        "4242424242424242" => SandboxCardBehaviour.Succeeds,
        "4000000000009995" => SandboxCardBehaviour.NotEnoughMoney,
        "4000000000000069" => SandboxCardBehaviour.Expired,
        "4000000000003220" => SandboxCardBehaviour.AsksCheck,
        "4000000000000119" => SandboxCardBehaviour.SilentThenDeclined,
        "4000000000000341" => SandboxCardBehaviour.SilentThenSucceeds,
        "4000000000000077" => SandboxCardBehaviour.SilentThenSucceedsForGood,
        _ => SandboxCardBehaviour.Declined,
    };

    private static bool EndsAfter(string? expiry, DateTimeOffset realNow)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return expiry is { Length: 5 }
            && DateTimeOffset.TryParseExact(
                $"20{expiry[3..]}-{expiry[..2]}-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, Utc, out var month)
            && expiry[2] == '/'
            && month.AddMonths(1) > realNow;
    }
}

/// <summary>What a practice card does when it is charged.</summary>
public enum SandboxCardBehaviour
{
    Succeeds,
    Declined,
    NotEnoughMoney,
    Expired,

    /// <summary>A code is asked for.</summary>
    AsksCheck,

    /// <summary>No answer comes; the lookup finds it declined.</summary>
    SilentThenDeclined,

    /// <summary>No answer comes; the lookup finds it succeeded.</summary>
    SilentThenSucceeds,

    /// <summary>As the one before, and it can never be voided.</summary>
    SilentThenSucceedsForGood,
}
