namespace Dhmad.Domain.Accounts;

/// <summary>
/// A mail to one address, kept with its cause until it is sent; in the sandbox it stays in the inbox.
/// </summary>
/// <param name="Text">The plain text, line feeds between lines.</param>
/// <param name="Code">The sign-in code in it, if it is one.</param>
public sealed record Mail(
    string Id,
    string To,
    string Subject,
    string Text,
    IReadOnlyList<string> Links,
    string? Code,
    DateTimeOffset CreatedAt)
{
    /// <summary>How long a mail is kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    /// <summary>How long one with a sign-in code is kept: the code itself counts for its first ten minutes.</summary>
    public static readonly TimeSpan CodeKept = TimeSpan.FromDays(1);
}
