using Dhmad.Domain;
using Dhmad.Domain.Accounts;
using Dhmad.Domain.Escrows;
using Dhmad.Storage;
using Dhmad.Storage.Accounts;
using Microsoft.Extensions.Logging;

namespace Dhmad.Grains.Accounts;

/// <summary>
/// One API key in memory, so that a request costs no query; what changes it is committed before it is remembered.
/// </summary>
public sealed partial class ApiKeyGrain(
    ApiKeyStore store,
    IdempotencyStore idempotencyKeys,
    EscrowTime time,
    IdSource ids,
    DhmadSettings settings,
    ILogger<ApiKeyGrain> log) : LeavingGrain, IApiKeyGrain
{
    /// <summary>How often at most the time of use is written.</summary>
    private static readonly TimeSpan BetweenTouches = TimeSpan.FromMinutes(1);

    private string? hash;
    private ApiKey? key;

    private static Refusal NotFound => new("API_KEY_NOT_FOUND", "This developer has no such API key.");

    private string Hash => hash ??= AccountGrains.NameIn(this.GetPrimaryKeyString());

    public async Task<ApiKey?> Authenticate()
    {
        var now = time.RealNow;
        var key = await FindAsync();
        if (key is null || key.Environment != settings.Environment || !key.MayBeUsedAt(now)) return null;
        if (key.LastUsedAt is not { } used || now - used >= BetweenTouches) Touch(key, now);
        return this.key;
    }

    public async Task<ApiKey?> Change(string developerId, ApiKeyChange change)
    {
        if (await FindAsync() is not { } key || key.DeveloperId != developerId) return null;
        var changed = key.With(change);
        this.key = null;
        return await store.ChangeAsync(Hash, changed, CancellationToken.None) ? this.key = changed : null;
    }

    public async Task<Result<ApiAnswer>> Regenerate(string developerId, IdempotencyClaim? idempotency)
    {
        if (await FindAsync() is not { } key || key.DeveloperId != developerId) return NotFound;
        var secret = ApiKeyForm.Make(ids, settings.Environment);
        var replaced = key with { KeyPrefix = ApiKeyForm.KeyPrefix(secret), LastUsedAt = null };
        var body = new ApiKeyJson(settings.RateLimit.PerMinute).Made(
            replaced, secret, "API key regenerated; the old one has ended. It is shown only now.");
        var answer = new ApiAnswer(200, body) { IsStored = true };
        var kept = Kept.Secret(idempotencyKeys, idempotency, answer);
        this.key = null;
        LeaveSoon();
        return await Kept.UnlessLostAsync(async () =>
            await store.ReplaceAsync(Hash, SecretToken.Hash(secret), replaced.KeyPrefix, kept, CancellationToken.None)
                ? answer
                : NotFound);
    }

    public async Task<bool> Delete(string developerId)
    {
        if (await FindAsync() is not { } key || key.DeveloperId != developerId) return false;
        this.key = null;
        LeaveSoon();
        return await store.DeleteAsync(Hash, CancellationToken.None);
    }

    /// <summary>An unknown hash is not remembered: whoever guesses keys costs no memory.</summary>
    private async Task<ApiKey?> FindAsync()
    {
        key ??= await store.FindAsync(Hash, CancellationToken.None);
        if (key is null) LeaveSoon();
        return key;
    }

    /// <summary>The request does not wait for it, and a lost one is written by a later request.</summary>
    private void Touch(ApiKey key, DateTimeOffset now)
    {
        this.key = key with { LastUsedAt = now };
        _ = TouchAsync(key.Id, now);
    }

    private async Task TouchAsync(string keyId, DateTimeOffset now)
    {
        try
        {
            await store.TouchAsync(Hash, now, CancellationToken.None);
        }
        catch (DatabaseUnavailableException failure)
        {
            LogTouchLost(keyId, failure.Reason);
        }
    }
}
