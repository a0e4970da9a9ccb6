using Microsoft.Net.Http.Headers;
using Microsoft.Extensions.Primitives;

namespace Dhmad.Api.Http;

/// <summary>Chooses a language by <c>Accept-Language</c> (RFC 9110): by quality, then by the order sent.</summary>
public static class AcceptLanguage
{
    /// <summary>How many ranges of a header are looked at.</summary>
    private const int MaxRanges = 20;

    /// <summary>
    /// The best of ours, by its primary subtag (<c>fr-TN</c> is <c>fr</c>); null when none is wanted.
    /// </summary>
    public static string? Best(StringValues header, IReadOnlyList<string> ours)
    {
        if (!StringWithQualityHeaderValue.TryParseList(header, out var ranges)) return null;
        return ranges
            .Take(MaxRanges)
            .Where(range => range.Quality is not 0)
            .OrderByDescending(range => range.Quality ?? 1)
            .Select(range => ours.FirstOrDefault(language => Covers(range.Value, language)))
            .FirstOrDefault(language => language is not null);
    }

    private static bool Covers(StringSegment range, string language) =>
        range.StartsWith(language, StringComparison.OrdinalIgnoreCase)
        && (range.Length == language.Length || range[language.Length] == '-');
}
