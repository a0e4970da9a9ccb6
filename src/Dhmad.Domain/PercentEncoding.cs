using System.Buffers;
using System.Globalization;
using System.Text;

namespace Dhmad.Domain;

/// <summary>Percent escapes and dot segments of URLs (RFC 3986, sections 2 and 5.2.4).</summary>
public static class PercentEncoding
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const string Digits = "0123456789";
    private const string Hex = Digits + "ABCDEFabcdef";
    private const string UnreservedSet = Letters + Digits + "-._~";
    private const string PathSet = UnreservedSet + "!$&'()*+,;=:@/";

    internal static readonly SearchValues<char> HexDigits = SearchValues.Create(Hex);
    internal static readonly SearchValues<char> Ipv6Characters = SearchValues.Create(Hex + ":.");
    internal static readonly SearchValues<char> LabelCharacters = SearchValues.Create(Letters + Digits + "-_");
    internal static readonly SearchValues<char> SchemeCharacters = SearchValues.Create(Letters + Digits + "+-.");
    internal static readonly SearchValues<char> PathCharacters = SearchValues.Create(PathSet);
    internal static readonly SearchValues<char> QueryCharacters = SearchValues.Create(PathSet + "?");

    private static readonly SearchValues<char> Unreserved = SearchValues.Create(UnreservedSet);

    /// <summary>Existing escapes stay; every other character that is not allowed is escaped as UTF-8.</summary>
    public static string Encode(ReadOnlySpan<char> text, SearchValues<char> allowed)
    {
        var encoded = new StringBuilder(text.Length);
        Span<byte> utf8 = stackalloc byte[4];
        while (!text.IsEmpty)
        {
            if (IsEscape(text))
            {
                encoded.Append(text[..3]);
                text = text[3..];
                continue;
            }

            Rune.DecodeFromUtf16(text, out var rune, out var consumed);
            if (rune.IsAscii && allowed.Contains((char)rune.Value)) encoded.Append((char)rune.Value);
            else Escape(encoded, utf8[..rune.EncodeToUtf8(utf8)]);
            text = text[consumed..];
        }

        return encoded.ToString();
    }

    /// <summary>One spelling for all spellings of a path; case and a trailing slash are kept.</summary>
    internal static string NormalPath(ReadOnlySpan<char> path) =>
        WithoutDotSegments(NormalEscapes(Encode(path, PathCharacters)));

    /// <summary>Escapes in upper case, and none for what needs none. The text has only whole escapes.</summary>
    private static string NormalEscapes(string text)
    {
        var normal = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                normal.Append(text[i]);
                continue;
            }

            var value = byte.Parse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            if (value < 0x80 && Unreserved.Contains((char)value)) normal.Append((char)value);
            else Escape(normal, [value]);
            i += 2;
        }

        return normal.ToString();
    }

    private static string WithoutDotSegments(string path)
    {
        var kept = new List<string>();
        var segments = path.Split('/');
        foreach (var segment in segments.Skip(1))
        {
            if (segment == "..") kept.RemoveRange(Math.Max(0, kept.Count - 1), Math.Min(1, kept.Count));
            else if (segment != ".") kept.Add(segment);
        }

        // A dot segment at the end leaves the slash before it.
        if (segments[^1] is "." or "..") kept.Add("");
        return '/' + string.Join('/', kept);
    }

    private static bool IsEscape(ReadOnlySpan<char> text) =>
        text.Length >= 3 && text[0] == '%' && HexDigits.Contains(text[1]) && HexDigits.Contains(text[2]);

    private static void Escape(StringBuilder target, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes) target.Append(CultureInfo.InvariantCulture, $"%{value:X2}");
    }
}
