using Dhmad.Domain;
using Dhmad.Domain.Accounts;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Escrows.Scenarios;

namespace Dhmad.Grains.Accounts;

/// <summary>
/// One e-mail, whether or not a user has it yet: sign-in codes, names, and what waits for them. It calls developers'
/// and escrows' grains; they never call it.
/// </summary>
public interface IUserGrain : IGrainWithStringKey
{
    [Idempotent]
    Task<User?> Read();

    /// <summary>
    /// Mails a code that works in this browser only. The answer never tells whether a user has the e-mail.
    /// </summary>
    Task<CodeAsked> AskCode(CodeRequest request);

    /// <summary>Signs in with a code; the first correct one creates the user and credits unclaimed money.</summary>
    Task<CodeEntered> EnterCode(CodeEntry entry);

    /// <summary>
    /// Takes the names, 1 to 100 each, then links what waits.
    /// Refused with <c>VALIDATION_FAILED</c>, <c>USER_NOT_FOUND</c>.
    /// </summary>
    Task<Result<User>> GiveNames(string firstName, string lastName);

    /// <summary>Links this user to one escrow that names the e-mail, at once; harmless when nothing is to do.</summary>
    [Idempotent]
    Task LinkParty(string escrowId);

    /// <summary>
    /// Links every escrow that names the e-mail and credits unclaimed money; harmless when nothing is to do.
    /// </summary>
    [Idempotent]
    Task LinkAll();

    /// <summary>
    /// Sandbox only: puts money, in millimes, on the balance; creates the user if needed. The answer is the 200 body.
    /// </summary>
    Task<Result<ApiAnswer>> TopUp(long amountTnd, IdempotencyClaim? idempotency);

    /// <summary>
    /// Sandbox only: somebody to practise with. Creates the user if needed, gives names where none are, and tops the
    /// balance up to so many millimes; of who has more nothing is taken.
    /// </summary>
    Task<User> Provide(PlannedPerson person, long walletTnd);

    /// <summary>Who asks to be associated by a mailed link. Refused with <c>ASSOCIATION_LINK_EXPIRED</c>.</summary>
    [Idempotent]
    Task<Result<AssociationOffer>> ReadOffer(string linkToken);

    /// <summary>Confirms it. Also refused with <c>ALREADY_ASSOCIATED</c>, <c>USER_ASSOCIATED_ELSEWHERE</c>.</summary>
    Task<Result<AssociationOffer>> AcceptOffer(string linkToken);
}

/// <param name="Browser">The visitor cookie's value; only its hash is kept.</param>
/// <param name="Address">The client's address as rate limits see it.</param>
public sealed record CodeRequest(string Browser, string Address, string Language);

/// <summary>Whether a code is on its way, and when the next may be asked for.</summary>
public sealed record CodeAsked(bool Sent, DateTimeOffset NextAt);

/// <param name="CurrentCookie">The sign-in this browser has now, which the new one ends.</param>
/// <param name="BrowserName">The <c>User-Agent</c>, for the list of sign-ins.</param>
public sealed record CodeEntry(
    string Code,
    string Browser,
    string Address,
    string Language,
    string? CurrentCookie = null,
    string? BrowserName = null);

/// <param name="User">Set when signed in; its names may still be missing.</param>
/// <param name="Cookie">The new cookie's value, shown once.</param>
/// <param name="EndsAt">When the sign-in ends unless it is used.</param>
public sealed record CodeEntered(
    CodeVerdict Verdict, int TriesLeft = 0, User? User = null, string? Cookie = null, DateTimeOffset? EndsAt = null);

/// <summary>A developer who asks a user to be associated.</summary>
public sealed record AssociationOffer(string DeveloperId, string DeveloperEmail, string Name, DateTimeOffset ExpiresAt);
