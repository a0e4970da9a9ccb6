using Dhmad.Domain.Accounts;

namespace Dhmad.Grains.Accounts;

/// <summary>One signed-in browser of a user, found by its cookie's hash.</summary>
public interface ISignInGrain : IGrainWithStringKey
{
    /// <summary>
    /// Who is signed in, or null when it is unknown, ended or too old. Use prolongs it: 12 hours, up to 7 days.
    /// </summary>
    [Idempotent]
    Task<SignedIn?> Authenticate();

    /// <summary>Ends it at once.</summary>
    [Idempotent]
    Task End();
}

/// <param name="CodeAt">When the code was entered, which step-up goes by.</param>
/// <param name="EndsAt">When the cookie ends unless it is used again.</param>
public sealed record SignedIn(User User, DateTimeOffset CodeAt, DateTimeOffset EndsAt);
