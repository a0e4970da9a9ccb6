using Microsoft.Extensions.Primitives;

namespace Dhmad.Api.Http;

/// <summary>Reads the <c>Idempotency-Key</c> header: 1 to 255 printable ASCII characters, once.</summary>
public static class IdempotencyKey
{
    public const string Header = "Idempotency-Key";
    public const int MaxLength = 255;

    /// <summary>The key, or null when none is sent. Refused with <c>IDEMPOTENCY_KEY_INVALID</c>.</summary>
    public static Problem? Read(StringValues header, out string? key)
    {
        key = null;
        if (header.Count == 0) return null;
        if (header is [{ Length: > 0 and <= MaxLength } text] && !text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            key = text;
            return null;
        }

        return Problems.Of(
            "IDEMPOTENCY_KEY_INVALID", $"An Idempotency-Key has 1 to {MaxLength} printable ASCII characters.");
    }
}
