using System.Globalization;
using Dhmad.Api.Http;

namespace Dhmad.Api.Webhooks;

/// <summary>How a catcher is asked to answer, to see what the runtime makes of it.</summary>
/// <param name="RetryAfter">The header's value: seconds, or an HTTP date.</param>
public sealed record CatcherAnswer(int Status, TimeSpan Delay, string? RetryAfter)
{
    public const int MinStatus = 100;
    public const int MaxStatus = 999;
    public const int MaxDelayMs = 15_000;

    private const int MaxRetryAfterLength = 64;

    public static CatcherAnswer Read(IQueryCollection query, FieldProblems problems) => new(
        Integer(query, "status", MinStatus, MaxStatus, problems) ?? StatusCodes.Status200OK,
        TimeSpan.FromMilliseconds(Integer(query, "delayMs", 0, MaxDelayMs, problems) ?? 0),
        HeaderValue(query, "retryAfter", problems));

    private static int? Integer(IQueryCollection query, string name, int min, int max, FieldProblems problems)
    {
        if (!query.TryGetValue(name, out var text)) return null;
        if (int.TryParse(text[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= min && number <= max)
        {
            return number;
        }

        problems.Add(name, $"must be an integer from {min} to {max}");
        return null;
    }

    private static string? HeaderValue(IQueryCollection query, string name, FieldProblems problems)
    {
        if (!query.TryGetValue(name, out var text)) return null;
        if (text[^1] is { Length: > 0 and <= MaxRetryAfterLength } value
            && !value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return value;
        }

        problems.Add(name, $"must be 1 to {MaxRetryAfterLength} printable ASCII characters");
        return null;
    }
}
