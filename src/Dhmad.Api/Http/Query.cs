using System.Globalization;
using Dhmad.Domain;
using Dhmad.Storage;

namespace Dhmad.Api.Http;

/// <summary>
/// The query of a request. Like <see cref="Fields"/>: bad values are noted and reported together; an empty value is
/// an absent one, and of a repeated name the last counts.
/// </summary>
public sealed class Query(IQueryCollection values, FieldProblems problems)
{
    public const int MaxLimit = 100;

    private const int DefaultLimit = 20;

    /// <summary><c>VALIDATION_FAILED</c> with every bad value read so far, or null.</summary>
    public Refusal? Refusal => problems.ToRefusal();

    public void Bad(string name, string why) => problems.Add(name, why);

    /// <summary>The page asked for, from 1.</summary>
    public int Page() => (int)Math.Clamp(Integer("page") ?? 1, 1, int.MaxValue);

    /// <summary>How many rows are asked for, 1 to 100.</summary>
    public int Limit() => (int)Math.Clamp(Integer("limit") ?? DefaultLimit, 1, MaxLimit);

    /// <summary>The sequence number to go on after.</summary>
    public long After() => Math.Max(Integer("after") ?? 0, 0);

    /// <summary>Where a list goes on, as an answer before gave it.</summary>
    public Cursor? Cursor()
    {
        if (Find("cursor") is not { } text) return null;
        if (Storage.Cursor.TryRead(text, out var cursor)) return cursor;
        Bad("cursor", "must be a nextCursor of an earlier answer");
        return null;
    }

    public string? Text(string name, int max)
    {
        if (Find(name) is not { } raw) return null;
        if (PlainText.TryRead(raw, 1, max, singleLine: true, out var text, out var why)) return text;
        Bad(name, why);
        return null;
    }

    /// <summary>One of a list of words, written exactly so.</summary>
    public string? OneOf(string name, IReadOnlyCollection<string> words)
    {
        if (Find(name) is not { } text) return null;
        if (words.Contains(text)) return text;
        Bad(name, $"must be one of {string.Join(", ", words)}");
        return null;
    }

    /// <summary>An enum member in its wire spelling.</summary>
    public T? Choice<T>(string name, IReadOnlyCollection<T>? allowed = null)
        where T : struct, Enum
    {
        var words = (allowed ?? Enum.GetValues<T>()).Select(Spelling.Of).ToArray();
        return OneOf(name, words) is { } word && Spelling.TryRead<T>(word, out var value) ? value : null;
    }

    /// <summary>An integer of any size, drawn to the nearest that fits.</summary>
    private long? Integer(string name)
    {
        if (Find(name) is not { } text) return null;
        var digits = text.AsSpan(text[0] is '-' or '+' ? 1 : 0);
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9'))
        {
            Bad(name, "must be an integer");
            return null;
        }

        var fits = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number);
        if (fits) return number;
        return text[0] == '-' ? long.MinValue : long.MaxValue;
    }

    private string? Find(string name) =>
        values.TryGetValue(name, out var found) && found.Count > 0 && found[^1] is { Length: > 0 } text ? text : null;
}
