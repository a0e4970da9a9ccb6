using Dhmad.Domain;
using Dhmad.Domain.Accounts;
using Dhmad.Domain.Escrows;

namespace Dhmad.Grains.Accounts;

/// <summary>
/// One API key, found by its hash. Every change goes through it, so the next request at any node sees it.
/// </summary>
public interface IApiKeyGrain : IGrainWithStringKey
{
    /// <summary>The key, or null when it is unknown, switched off or expired: they look alike.</summary>
    [Idempotent]
    Task<ApiKey?> Authenticate();

    /// <summary>Null when this hash is no longer a key of that developer.</summary>
    Task<ApiKey?> Change(string developerId, ApiKeyChange change);

    /// <summary>
    /// Ends this key and makes another under the same id; the answer shows it once. Refused with
    /// <c>API_KEY_NOT_FOUND</c>.
    /// </summary>
    Task<Result<ApiAnswer>> Regenerate(string developerId, IdempotencyClaim? idempotency);

    /// <summary>Whether there was such a key.</summary>
    Task<bool> Delete(string developerId);
}
