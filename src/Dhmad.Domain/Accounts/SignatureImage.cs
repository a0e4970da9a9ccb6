using System.Diagnostics.CodeAnalysis;

namespace Dhmad.Domain.Accounts;

/// <summary>A signature as an image in a data URI, small, and truly of the type it names.</summary>
public static class SignatureImage
{
    public const int MaxBytes = 150 * 1024;

    private const string Base64Mark = ";base64,";
    private const int MaxBase64Length = (MaxBytes + 2) / 3 * 4;

    private static readonly Dictionary<string, string> DeveloperTypes = new(StringComparer.Ordinal)
    {
        ["data:image/png"] = MediaType.Png,
        ["data:image/jpeg"] = MediaType.Jpeg,
        ["data:image/jpg"] = MediaType.Jpeg,
        ["data:image/gif"] = MediaType.Gif,
        ["data:image/webp"] = MediaType.WebP,
    };

    private static readonly Dictionary<string, string> CheckoutTypes = new(StringComparer.Ordinal)
    {
        ["data:image/png"] = MediaType.Png,
    };

    /// <summary>A developer's stored signature: PNG, JPEG, GIF or WebP.</summary>
    /// <param name="why">The end of a sentence that starts with the field's name.</param>
    public static bool TryReadOfDeveloper(
        string? dataUri, [NotNullWhen(true)] out byte[]? image, [NotNullWhen(false)] out string? why) =>
        TryRead(dataUri, DeveloperTypes, "must be a data URI of a PNG, JPEG, GIF or WebP image", out image, out why);

    /// <summary>A signature drawn on the signing page: PNG only.</summary>
    /// <param name="why">The end of a sentence that starts with the field's name.</param>
    public static bool TryReadOfCheckout(
        string? dataUri, [NotNullWhen(true)] out byte[]? image, [NotNullWhen(false)] out string? why) =>
        TryRead(dataUri, CheckoutTypes, "must be a data URI of a PNG image", out image, out why);

    private static bool TryRead(
        string? dataUri, Dictionary<string, string> types, string form, out byte[]? image, out string? why)
    {
        image = null;
        var mark = dataUri?.IndexOf(Base64Mark, StringComparison.Ordinal) ?? -1;
        if (mark < 0 || !types.TryGetValue(dataUri![..mark], out var type))
        {
            why = form;
            return false;
        }

        var content = Decode(dataUri.AsSpan(mark + Base64Mark.Length), out why);
        if (content is null) return false;
        if (MediaType.Of(content) != type)
        {
            why = "must have the content its type names";
            return false;
        }

        image = content;
        return true;
    }

    private static byte[]? Decode(ReadOnlySpan<char> base64, out string? why)
    {
        why = $"must be at most {MaxBytes / 1024} KiB";
        if (base64.Length > MaxBase64Length) return null;
        var content = new byte[MaxBase64Length / 4 * 3];
        // The decoder skips white space, which no data URI may have.
        var isBase64 = !base64.ContainsAny(" \t\r\n") & Convert.TryFromBase64Chars(base64, content, out var length);
        if (length > MaxBytes) return null;
        why = isBase64 ? null : "must be valid base64";
        return isBase64 ? content[..length] : null;
    }
}
