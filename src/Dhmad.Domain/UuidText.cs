namespace Dhmad.Domain;

/// <summary>Ids as RFC 9562 writes them: 36 characters, in either case.</summary>
public static class UuidText
{
    /// <summary>
    /// False for anything else, also for what the platform takes beside it: white space around it, and a plus for a
    /// digit.
    /// </summary>
    public static bool TryRead(string? text, out Guid id) =>
        Guid.TryParseExact(text, "D", out id)
        && id.ToString("D").Equals(text, StringComparison.OrdinalIgnoreCase);
}
