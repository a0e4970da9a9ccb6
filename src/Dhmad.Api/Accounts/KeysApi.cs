using Dhmad.Api.Http;
using Dhmad.Domain;
using Dhmad.Domain.Accounts;
using Dhmad.Grains.Accounts;
using Dhmad.Storage;
using Dhmad.Storage.Accounts;

namespace Dhmad.Api.Accounts;

/// <summary>
/// A developer's API keys. Each key's grain makes its changes, so that the next request anywhere sees them.
/// </summary>
public sealed class KeysApi(IGrainFactory grains, ApiKeyStore keys, DhmadSettings settings)
{
    /// <summary>
    /// How often a call looks for a key that is being regenerated meanwhile; somebody else was done each time.
    /// </summary>
    private const int MaxLooks = 1000;

    private readonly ApiKeyJson json = new(settings.RateLimit.PerMinute);

    public void Map(ApiGroup developer)
    {
        developer.Get("/keys", ListAsync, AccountOperations.ListKeys);
        developer.Post("/keys", AddAsync, AccountOperations.AddKey);
        developer.Put("/keys/{id}", ChangeAsync, AccountOperations.ChangeKey);
        developer.Delete("/keys/{id}", DeleteAsync, AccountOperations.DeleteKey);
        developer.Post("/keys/{id}/regenerate", RegenerateAsync, AccountOperations.RegenerateKey);
    }

    private async Task<Reply> ListAsync(ApiRequest request, CancellationToken cancellationToken) =>
        Reply.Ok(json.List(await keys.ListAsync(request.DeveloperId, cancellationToken)));

    private async Task<Reply> AddAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var input = AccountBodies.ReadNewKey(request.Fields);
        return request.Fields.Refusal is { } refusal
            ? refusal
            : await grains.Developer(request.DeveloperId).AddKey(input, request.Idempotency);
    }

    private async Task<Reply> ChangeAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var change = AccountBodies.ReadKeyChange(request.Fields);
        if (request.Fields.Refusal is { } refusal) return refusal;
        var changed = await FindAsync(request, key => key.Change(request.DeveloperId, change), cancellationToken);
        return changed is null ? NotFound() : Reply.Ok(json.Changed(changed, "API key changed."));
    }

    private async Task<Reply> DeleteAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var isDeleted = await FindAsync<bool?>(
            request, async key => await key.Delete(request.DeveloperId) ? true : null, cancellationToken);
        return isDeleted is null ? NotFound() : Reply.Ok(DeveloperJson.Message("API key deleted."));
    }

    private async Task<Reply> RegenerateAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var answer = await FindAsync(request, RegenerateAsync, cancellationToken);
        return answer ?? (Reply)NotFound();

        async Task<Reply?> RegenerateAsync(IApiKeyGrain key)
        {
            var made = await key.Regenerate(request.DeveloperId, request.Idempotency);
            return made.Refusal?.Code == "API_KEY_NOT_FOUND" ? null : (Reply)made;
        }
    }

    /// <summary>
    /// Asks the grain of the key with the id in the path; null when this developer has no such key. A grain that no
    /// longer has the key says nothing about that: the key has another hash since it was looked for.
    /// </summary>
    /// <exception cref="DatabaseUnavailableException">It was regenerated each time.</exception>
    private async Task<T?> FindAsync<T>(
        ApiRequest request, Func<IApiKeyGrain, Task<T?>> ask, CancellationToken cancellationToken)
    {
        for (var look = 0; look < MaxLooks; look++)
        {
            if (await keys.FindHashAsync(request.DeveloperId, request.Id, cancellationToken) is not { } hash)
                return default;
            if (await ask(grains.ApiKey(hash)) is { } found) return found;
        }

        throw new DatabaseUnavailableException("An API key is regenerated too often at one time.");
    }

    private static Problem NotFound() => Problems.Of("API_KEY_NOT_FOUND", "This developer has no such API key.");
}
