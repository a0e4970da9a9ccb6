using Dhmad.Domain.Accounts;

namespace Dhmad.Storage.Accounts;

/// <summary>A try to sign in with a code, with everything that is written if it is right.</summary>
public sealed record CodeTry
{
    /// <summary>The user to write if the e-mail has none yet.</summary>
    public required User Fresh { get; init; }

    public required string BrowserHash { get; init; }

    public required string CodeHash { get; init; }

    public required string CookieHash { get; init; }

    /// <summary>The sign-in of the same browser that this one replaces.</summary>
    public string? EndsCookieHash { get; init; }

    public required string Address { get; init; }

    public string? BrowserName { get; init; }

    /// <summary>The id of the ledger transaction, should money be waiting.</summary>
    public required string ClaimId { get; init; }

    public required DateTimeOffset At { get; init; }

    public SignIn SignInOf(User user) => new(CookieHash, user.Id, Address, BrowserName, At, At);
}
