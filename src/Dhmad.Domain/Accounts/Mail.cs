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
    DateTimeOffset CreatedAt);
