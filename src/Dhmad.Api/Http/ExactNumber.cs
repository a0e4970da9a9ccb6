namespace Dhmad.Api.Http;

/// <summary>
/// A JSON number judged by value, without rounding: <c>10.5000</c> has one decimal and <c>1e999999</c> is merely
/// large. What no field of ours could hold is cut off at <see cref="MaxWhole"/> and counted in <see cref="Decimals"/>.
/// </summary>
/// <param name="Value">
/// The value; exact whenever <paramref name="Decimals"/> is at most 12 and the value below 10^15.
/// </param>
/// <param name="Decimals">How many decimals it takes to write it.</param>
public readonly record struct ExactNumber(decimal Value, int Decimals)
{
    /// <summary>Stands for every number as large or larger.</summary>
    public const decimal MaxWhole = 1_000_000_000_000_000m;

    private const int MaxDecimals = 12;
    private const long ExponentLimit = 1_000_000_000;

    public bool IsInteger => Decimals == 0;

    /// <summary>Reads the text of a number that a JSON reader has already accepted.</summary>
    public static ExactNumber Read(ReadOnlySpan<byte> json)
    {
        var sign = json[0] == '-' ? -1 : 1;
        if (sign < 0) json = json[1..];
        var exponent = TakeExponent(ref json);
        var point = json.IndexOf((byte)'.');
        var whole = point < 0 ? json : json[..point];
        var fraction = point < 0 ? [] : json[(point + 1)..].TrimEnd((byte)'0');

        var digits = new byte[whole.Length + fraction.Length];
        whole.CopyTo(digits);
        fraction.CopyTo(digits.AsSpan(whole.Length));
        return Of(sign, digits, exponent - fraction.Length);
    }

    /// <summary>The digits, times ten to the power of the exponent.</summary>
    private static ExactNumber Of(int sign, ReadOnlySpan<byte> digits, long exponent)
    {
        digits = digits.TrimStart((byte)'0');
        var trimmed = digits.TrimEnd((byte)'0');
        exponent += digits.Length - trimmed.Length;
        if (trimmed.IsEmpty) return new ExactNumber(0, 0);

        var decimals = (int)Math.Max(0, Math.Min(-exponent, int.MaxValue));
        if (trimmed.Length + exponent > 15) return new ExactNumber(sign * MaxWhole, decimals);
        var kept = Math.Clamp(trimmed.Length + exponent + MaxDecimals, 0, trimmed.Length);
        var value = 0m;
        foreach (var digit in trimmed[..(int)kept]) value = value * 10 + (digit - '0');
        for (var power = Math.Max(exponent, -MaxDecimals); power > 0; power--) value *= 10;
        for (var power = Math.Max(exponent, -MaxDecimals); power < 0; power++) value /= 10;
        return new ExactNumber(sign * value, decimals);
    }

    private static long TakeExponent(ref ReadOnlySpan<byte> json)
    {
        var mark = json.IndexOfAny((byte)'e', (byte)'E');
        if (mark < 0) return 0;
        var text = json[(mark + 1)..];
        json = json[..mark];
        var negative = text[0] == '-';
        if (text[0] is (byte)'-' or (byte)'+') text = text[1..];
        var exponent = 0L;
        foreach (var digit in text) exponent = Math.Min(exponent * 10 + (digit - '0'), ExponentLimit);
        return negative ? -exponent : exponent;
    }
}
