using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Dhmad.Domain;

/// <summary>
/// An absolute URL with an authority (RFC 3986), read so strictly that no browser and no HTTP client can see another
/// scheme, host, port or path in it. Refused: user info, fragments, backslashes, control characters anywhere,
/// spaces outside the query, and hosts that other readers would rewrite.
/// </summary>
/// <param name="Text">As given.</param>
/// <param name="Scheme">Lower case.</param>
/// <param name="Host">Lower case; an A-label form, a canonical IPv4 address, or an IPv6 address in brackets.</param>
/// <param name="Port">The port that is used, also if it is the scheme's default.</param>
/// <param name="Path">Normalised, at least <c>/</c>.</param>
/// <param name="HasQuery">Whether there is a <c>?</c>.</param>
public sealed record StrictUrl(string Text, string Scheme, string Host, int Port, string Path, bool HasQuery)
{
    public const int MaxLength = 2048;

    private const string AuthorityMark = "://";

    /// <summary>Scheme, host and, if it is not the default, port: what a browser calls the origin.</summary>
    public string Origin => Port == DefaultPort(Scheme) ? $"{Scheme}://{Host}" : $"{Scheme}://{Host}:{Port}";

    /// <summary>What two URLs have in common when they lead to the same place; the query does not count.</summary>
    public string Place => Origin + Path;

    public bool IsLoopbackHost => Host is "127.0.0.1" or "[::1]";

    /// <summary>Reads a URL; <paramref name="why"/> says in plain English what is wrong with it.</summary>
    public static bool TryRead(
        string? text, [NotNullWhen(true)] out StrictUrl? url, [NotNullWhen(false)] out string? why)
    {
        url = null;
        if (WhyNotClean(text) is { } fault) return Fail(fault, out why);
        var scheme = SchemeOf(text!);
        if (scheme is null) return Fail("must be an absolute URL", out why);
        var authority = AuthorityOf(text!, scheme, out var rest);
        if (authority.Contains('@')) return Fail("must not have user info", out why);
        if (authority.IsEmpty || !TryReadAuthority(authority, scheme, out var host, out var port))
            return Fail("must have a valid host and port", out why);

        var query = rest.IndexOf('?');
        var path = query < 0 ? rest : rest[..query];
        if (path.Contains(' ')) return Fail("must not have spaces outside the query", out why);
        url = new StrictUrl(text!, scheme, host, port, PercentEncoding.NormalPath(path), query >= 0);
        why = null;
        return true;
    }

    /// <summary>The scheme in lower case; null if the text does not start with one, so is no absolute URL.</summary>
    public static string? SchemeOf(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 1 || !char.IsAsciiLetter(text[0])) return null;
        return text.AsSpan(0, colon).ContainsAnyExcept(PercentEncoding.SchemeCharacters)
            ? null
            : text[..colon].ToLowerInvariant();
    }

    /// <summary>
    /// The URL as given, query included, with the host as an A-label and every character that a URI does not allow
    /// percent-encoded as UTF-8; what is escaped stays escaped.
    /// </summary>
    public string ToUri()
    {
        var authority = AuthorityOf(Text, Scheme, out var rest);
        var start = Text.AsSpan(0, Scheme.Length + AuthorityMark.Length);
        var query = rest.IndexOf('?');
        var path = PercentEncoding.Encode(query < 0 ? rest : rest[..query], PercentEncoding.PathCharacters);
        var tail = query < 0 ? "" : '?' + PercentEncoding.Encode(rest[(query + 1)..], PercentEncoding.QueryCharacters);
        return Ascii.IsValid(authority)
            ? $"{start}{authority}{path}{tail}"
            : $"{Origin}{path}{tail}";
    }

    private static string? WhyNotClean(string? text)
    {
        if (string.IsNullOrEmpty(text)) return "must be an absolute URL";
        if (text.Length > MaxLength) return $"must be at most {MaxLength} characters";
        if (text.Any(char.IsControl)) return "must not have control characters";
        if (text.Contains('\\', StringComparison.Ordinal)) return "must not have a backslash";
        if (text.Contains('#', StringComparison.Ordinal)) return "must not have a fragment";
        return PlainText.IsValidUnicode(text) ? null : "must be valid Unicode";
    }

    private static ReadOnlySpan<char> AuthorityOf(string text, string scheme, out ReadOnlySpan<char> rest)
    {
        rest = text.AsSpan(scheme.Length);
        if (!rest.StartsWith(AuthorityMark)) return rest = default;
        rest = rest[AuthorityMark.Length..];
        var end = rest.IndexOfAny('/', '?');
        var authority = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[end..];
        return authority;
    }

    private static bool TryReadAuthority(
        ReadOnlySpan<char> authority, string scheme, [NotNullWhen(true)] out string? host, out int port)
    {
        var colon = authority.LastIndexOf(':');
        if (colon < authority.LastIndexOf(']')) colon = -1;
        host = null;
        return TryReadPort(colon < 0 ? default : authority[(colon + 1)..], scheme, out port)
            && UrlHost.TryRead(colon < 0 ? authority : authority[..colon], out host);
    }

    private static bool TryReadPort(ReadOnlySpan<char> digits, string scheme, out int port)
    {
        port = DefaultPort(scheme);
        if (digits.IsEmpty) return true;
        if (digits.ContainsAnyExceptInRange('0', '9')) return false;
        digits = digits.TrimStart('0');
        port = 0;
        return digits.Length <= 5
            && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out port)
            && port is > 0 and <= ushort.MaxValue;
    }

    private static int DefaultPort(string scheme) => scheme switch
    {
        "https" => 443,
        "http" => 80,
        _ => 0,
    };

    private static bool Fail(string reason, out string why)
    {
        why = reason;
        return false;
    }
}
