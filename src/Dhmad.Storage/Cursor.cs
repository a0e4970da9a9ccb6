using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Dhmad.Storage;

/// <summary>
/// Where a newest-first list goes on: after the row of this instant and id. Opaque outside; rows added meanwhile are
/// newer, so none is skipped or shown twice.
/// </summary>
public readonly record struct Cursor(DateTimeOffset At, string Id)
{
    public const int MaxLength = 200;

    /// <summary>That of a UUID; ids of 24 digits and row numbers are shorter.</summary>
    private const int MaxIdLength = 36;

    private static readonly SearchValues<char> IdCharacters = SearchValues.Create("0123456789abcdef-");

    /// <summary>
    /// False for what no list of ours gave: an id of other characters may be one that a database cannot hold.
    /// </summary>
    public static bool TryRead(string? text, out Cursor cursor)
    {
        cursor = default;
        if (text is not { Length: > 0 and <= MaxLength } || !Base64Url.IsValid(text)) return false;
        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split(' ');
        if (parts.Length != 2 || !MayBeId(parts[1])) return false;
        var isNumber = long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds);
        if (!isNumber || milliseconds > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()) return false;
        cursor = new Cursor(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), parts[1]);
        return true;
    }

    public override string ToString() =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{At.ToUnixTimeMilliseconds()} {Id}"));

    private static bool MayBeId(string text) =>
        text is { Length: > 0 and <= MaxIdLength } && !text.AsSpan().ContainsAnyExcept(IdCharacters);
}
