namespace Dhmad.Api.Pages.Accounts;

/// <summary>Where a page may lead on to after signing in or out: paths of ours, never another site.</summary>
public static class OwnPath
{
    private const int MaxLength = 2000;

    /// <summary>
    /// The path as sent, or null unless it has one leading slash, no backslash and only visible ASCII.
    /// </summary>
    public static string? Read(string? path) =>
        path is ['/', ..] and { Length: <= MaxLength }
        && !path.StartsWith("//", StringComparison.Ordinal)
        && path.All(character => character is > ' ' and < '\x7f' and not '\\')
            ? path
            : null;
}
