using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Dhmad.Domain;

/// <summary>
/// The host of a URL in the one form in which hosts are compared: lower case, international names as A-labels
/// (RFC 5890), addresses in their canonical spelling. Spellings that readers disagree about are refused.
/// </summary>
internal static class UrlHost
{
    private const int MaxLength = 253;
    private const int MaxLabelLength = 63;
    private const char FirstCompatibilityLetter = '\uF900';

    private static readonly IdnMapping ALabels = new() { UseStd3AsciiRules = true };

    public static bool TryRead(ReadOnlySpan<char> text, [NotNullWhen(true)] out string? host)
    {
        host = null;
        if (text is ['[', .. var inner, ']'])
        {
            if (inner.ContainsAnyExcept(PercentEncoding.Ipv6Characters)) return false;
            if (!IPAddress.TryParse(inner, out var address)) return false;
            if (address.AddressFamily != AddressFamily.InterNetworkV6) return false;
            host = $"[{address}]";
            return true;
        }

        if (text.Length > MaxLength) return false;
        var labels = text.ToString().Split('.');
        for (var i = 0; i < labels.Length; i++)
        {
            if (ToALabel(labels[i]) is not { } label) return false;
            labels[i] = label;
        }

        host = string.Join('.', labels);
        return host.Length <= MaxLength && (!LooksNumeric(labels[^1]) || IsCanonicalIPv4(labels));
    }

    private static string? ToALabel(string label)
    {
        if (Ascii.IsValid(label))
        {
            var isLabel = label.Length is > 0 and <= MaxLabelLength
                && !label.AsSpan().ContainsAnyExcept(PercentEncoding.LabelCharacters);
            return isLabel ? label.ToLowerInvariant() : null;
        }

        // Dots, invisible and compatibility characters, which browsers would map to something else, stay out.
        if (label.Any(letter => !char.IsAscii(letter) && !IsPlainLetter(letter))) return null;
        try
        {
            return ALabels.GetAscii(label.ToLowerInvariant());
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static bool IsPlainLetter(char letter) =>
        letter < FirstCompatibilityLetter
        && char.GetUnicodeCategory(letter) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter
            or UnicodeCategory.OtherLetter or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
            or UnicodeCategory.DecimalDigitNumber;

    // A host whose last label is a number is an IPv4 address to browsers, in many spellings; only the plain one passes.
    private static bool LooksNumeric(string label) =>
        label.All(char.IsAsciiDigit)
        || (label.StartsWith("0x", StringComparison.Ordinal)
            && !label.AsSpan(2).ContainsAnyExcept(PercentEncoding.HexDigits));

    private static bool IsCanonicalIPv4(string[] labels) =>
        labels.Length == 4 && labels.All(label =>
            byte.TryParse(label, NumberStyles.None, CultureInfo.InvariantCulture, out var octet)
            && octet.ToString(CultureInfo.InvariantCulture) == label);
}
