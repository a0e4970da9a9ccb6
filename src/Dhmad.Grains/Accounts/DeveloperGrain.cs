using Dhmad.Domain;
using Dhmad.Domain.Accounts;
using Dhmad.Domain.Escrows;
using Dhmad.Storage;
using Dhmad.Storage.Accounts;

namespace Dhmad.Grains.Accounts;

/// <summary>One developer in memory. Every change is committed, then read again.</summary>
public sealed partial class DeveloperGrain(
    DeveloperStore store,
    ApiKeyStore keys,
    AssociationStore associations,
    IdempotencyStore idempotencyKeys,
    EscrowTime time,
    IdSource ids,
    DhmadSettings settings) : LeavingGrain, IDeveloperGrain
{
    private Developer? developer;

    private string Id => AccountGrains.NameIn(this.GetPrimaryKeyString());

    public async Task<Developer?> Read()
    {
        developer ??= await store.FindAsync(Id, CancellationToken.None);
        if (developer is null) LeaveSoon();
        return developer;
    }

    public Task<string?> ReadSignature() => store.ReadSignatureAsync(Id, CancellationToken.None);

    public async Task<DeveloperSettings> Change(DeveloperSettingsChange change)
    {
        var changed = (await KnownAsync()).Settings.With(change);
        developer = null;
        await store.ChangeAsync(Id, changed, CancellationToken.None);
        return changed;
    }

    public async Task SetSignature(string dataUri)
    {
        developer = null;
        await store.SetSignatureAsync(Id, dataUri, CancellationToken.None);
    }

    public async Task<Result<ApiAnswer>> AddKey(NewApiKey input, IdempotencyClaim? idempotency)
    {
        var now = time.RealNow;
        var secret = ApiKeyForm.Make(ids, settings.Environment);
        var key = new ApiKey
        {
            Id = ids.NewId(now),
            DeveloperId = Id,
            Name = input.Name,
            KeyPrefix = ApiKeyForm.KeyPrefix(secret),
            Environment = settings.Environment,
            IsActive = true,
            ExpiresAt = input.ExpiresAt,
            RateLimit = input.RateLimit,
            Metadata = input.Metadata ?? new Dictionary<string, string>(),
            CreatedAt = now,
        };
        var body = new ApiKeyJson(settings.RateLimit.PerMinute).Made(
            key, secret, "API key created. It is shown only now.");
        var answer = new ApiAnswer(201, body) { IsStored = true };
        var kept = Kept.Secret(idempotencyKeys, idempotency, answer);
        return await Kept.UnlessLostAsync(async () =>
            await keys.AddAsync(key, SecretToken.Hash(secret), kept, CancellationToken.None) ? answer : TooManyKeys);
    }

    public Task Forget()
    {
        developer = null;
        return Task.CompletedTask;
    }

    private static Refusal TooManyKeys =>
        new("API_KEY_LIMIT_REACHED", $"A developer has at most {ApiKey.MaxPerDeveloper} API keys.");

    private async Task<Developer> KnownAsync() =>
        await Read() ?? throw new InvalidOperationException($"There is no developer {Id}.");
}
