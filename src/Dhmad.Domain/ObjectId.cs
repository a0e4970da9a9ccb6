using System.Diagnostics.CodeAnalysis;

namespace Dhmad.Domain;

/// <summary>The form of ids on the wire: 24 hex characters, upper case accepted and lowered.</summary>
public static class ObjectId
{
    public const int Length = 24;

    public static bool TryRead(string? text, [NotNullWhen(true)] out string? id)
    {
        id = text is { Length: Length } && text.All(char.IsAsciiHexDigit) ? text.ToLowerInvariant() : null;
        return id is not null;
    }
}
