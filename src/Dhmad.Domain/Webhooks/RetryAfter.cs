using System.Globalization;

namespace Dhmad.Domain.Webhooks;

/// <summary>The <c>Retry-After</c> header (RFC 9110, section 10.2.3): seconds, or an HTTP date in any form.</summary>
public static class RetryAfter
{
    private const int MaxSecondsDigits = 9;

    private static readonly string[] DateForms =
    [
        "ddd, dd MMM yyyy HH:mm:ss 'GMT'",
        "dddd, dd-MMM-yy HH:mm:ss 'GMT'",
        "ddd MMM d HH:mm:ss yyyy",
    ];

    /// <summary>How long to wait from <paramref name="now"/> (real time); null if there is nothing to read.</summary>
    public static TimeSpan? Read(string? header, DateTimeOffset now)
    {
        var text = header?.Trim() ?? "";
        if (text.Length > 0 && text.All(char.IsAsciiDigit)) return Seconds(text.TrimStart('0'));
        return DateTimeOffset.TryParseExact(
            text,
            DateForms,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowInnerWhite,
            out var date)
            ? TimeSpan.FromTicks(Math.Max(0, (date - now).Ticks))
            : null;
    }

    private static TimeSpan Seconds(string digits)
    {
        if (digits.Length > MaxSecondsDigits) return TimeSpan.MaxValue;
        return TimeSpan.FromSeconds(digits.Length == 0 ? 0 : long.Parse(digits, CultureInfo.InvariantCulture));
    }
}
