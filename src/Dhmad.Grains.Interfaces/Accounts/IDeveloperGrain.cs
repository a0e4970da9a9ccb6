using Dhmad.Domain;
using Dhmad.Domain.Accounts;
using Dhmad.Domain.Escrows;

namespace Dhmad.Grains.Accounts;

/// <summary>
/// One developer: settings, keys, signature and the associated user. Never calls a user's or an escrow's grain.
/// </summary>
public interface IDeveloperGrain : IGrainWithStringKey
{
    /// <summary>From memory after the first call; null when there is no such developer.</summary>
    [Idempotent]
    Task<Developer?> Read();

    /// <summary>The stored signature as a data URI, or null.</summary>
    [Idempotent]
    Task<string?> ReadSignature();

    Task<DeveloperSettings> Change(DeveloperSettingsChange change);

    Task SetSignature(string dataUri);

    /// <summary>Makes a key; the 201 answer shows it once. Refused with <c>API_KEY_LIMIT_REACHED</c>.</summary>
    Task<Result<ApiAnswer>> AddKey(NewApiKey input, IdempotencyClaim? idempotency);

    /// <summary>Mails a user the link that associates them; the answer is the 202 body.</summary>
    Task<Result<ApiAnswer>> Invite(string email, IdempotencyClaim? idempotency);

    [Idempotent]
    Task<PendingAssociation?> ReadPendingAssociation();

    /// <summary>Links the user who followed the mailed link; called by the user's grain.</summary>
    Task<Result<Developer>> Associate(string linkHash, Person user);

    /// <summary>Ends the association, and every link that was mailed and not followed.</summary>
    Task Dissociate();

    /// <summary>Reads again what another grain changed, such as the names of the associated user.</summary>
    [Idempotent]
    Task Forget();
}
