using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Dhmad.Domain;

/// <summary>What people write: valid Unicode without control characters, trimmed.</summary>
public static class PlainText
{
    /// <summary>
    /// Trims and judges a text; limits count UTF-16 code units and are inclusive. <paramref name="why"/> completes
    /// a sentence that starts with the field's name.
    /// </summary>
    /// <param name="singleLine">Refuses line feeds and tabs too.</param>
    public static bool TryRead(
        string? text, int min, int max, bool singleLine, out string value, [NotNullWhen(false)] out string? why)
    {
        value = text?.Trim() ?? "";
        why = WhyNot(value, min, max, singleLine);
        if (why is null) return true;
        value = "";
        return false;
    }

    /// <summary>
    /// The beginning of a text, at most so many UTF-16 code units; a pair of surrogates is never cut in two, because
    /// half of one cannot be written as UTF-8.
    /// </summary>
    public static string Start(string text, int max)
    {
        if (text.Length <= max) return text;
        return char.IsHighSurrogate(text[max - 1]) ? text[..(max - 1)] : text[..max];
    }

    /// <summary>False if half a surrogate pair stands alone.</summary>
    public static bool IsValidUnicode(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out _, out var consumed) != OperationStatus.Done) return false;
            text = text[consumed..];
        }

        return true;
    }

    private static string? WhyNot(string value, int min, int max, bool singleLine)
    {
        if (value.Length == 0 && min > 0) return "is required";
        if (value.Length < min) return $"must be at least {min} characters";
        if (value.Length > max) return $"must be at most {max} characters";
        if (!IsValidUnicode(value)) return "must be valid Unicode";
        if (singleLine && value.AsSpan().ContainsAny('\n', '\t')) return "must be a single line";
        return value.Any(letter => char.IsControl(letter) && letter is not ('\n' or '\t'))
            ? "must not have control characters"
            : null;
    }
}
