using Dhmad.Domain;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Webhooks;
using Dhmad.Grains.Accounts;
using Dhmad.Storage;
using Dhmad.Storage.Webhooks;
using Microsoft.Extensions.Logging;

namespace Dhmad.Grains.Webhooks;

/// <summary>One endpoint in memory. Every change of it is committed, then remembered.</summary>
public sealed partial class WebhookEndpointGrain(
    EndpointStore store,
    DeliveryStore deliveries,
    IdempotencyStore idempotencyKeys,
    Attempts attempts,
    EscrowTime time,
    IdSource ids,
    DhmadSettings settings,
    ILogger<WebhookEndpointGrain> log) : LeavingGrain, IWebhookEndpointGrain
{
    private StoredEndpoint? stored;

    private static Refusal NotFound => new("WEBHOOK_NOT_FOUND", "This developer has no such webhook.");

    private string Id => this.GetPrimaryKeyString()[WebhookGrains.EndpointPrefix.Length..];

    public async Task<Result<ApiAnswer>> Create(string developerId, NewWebhook input, IdempotencyClaim? idempotency)
    {
        var now = time.RealNow;
        var endpoint = new WebhookEndpoint
        {
            Id = Id,
            DeveloperId = developerId,
            Url = input.Url,
            Events = input.Events,
            CreatedAt = now,
            UpdatedAt = now,
        };
        var secrets = EndpointSecrets.New(ids);
        var answer = new ApiAnswer(201, WebhookJson.Created(endpoint, secrets)) { IsStored = true };
        var kept = Kept.Secret(idempotencyKeys, idempotency, answer);
        var limit = settings.Webhooks.MaxEndpoints;
        return await Kept.UnlessLostAsync(async () =>
            await store.AddAsync(endpoint, secrets, limit, kept, CancellationToken.None)
                ? answer
                : LimitReached(limit));
    }

    public async Task<Result<WebhookEndpoint>> Read(string developerId) =>
        await FindAsync(developerId) is { } stored ? stored.Endpoint : NotFound;

    public async Task<Result<WebhookEndpoint>> Change(string developerId, WebhookChange change)
    {
        if (await FindAsync(developerId) is not { } stored) return NotFound;
        var after = stored.Endpoint.With(change, time.RealNow);
        await ReplaceAsync(stored, after, stored.Secrets, idempotency: null);
        if (!after.IsActive) await EndBacklogAsync(after);
        await SendDueAsync();
        return after;
    }

    public async Task<Refusal?> Delete(string developerId)
    {
        if (await FindAsync(developerId) is not { } stored) return NotFound;
        this.stored = null;
        var now = time.RealNow;
        if (!await store.DeleteAsync(stored, now, CancellationToken.None)) throw ChangedElsewhere();
        await store.EndBacklogAsync(Id, DeliveryFailure.EndpointDeleted, now, CancellationToken.None);
        LeaveSoon();
        return null;
    }

    public async Task<Result<ApiAnswer>> RenewSecret(
        string developerId, int? overlapHours, IdempotencyClaim? idempotency)
    {
        if (await FindAsync(developerId) is not { } stored) return NotFound;
        var secrets = stored.Secrets.Renewed(ids, overlapHours, time.Now(developerId));
        var answer = new ApiAnswer(200, WebhookJson.SecretRenewed(secrets)) { IsStored = true };
        var after = stored.Endpoint with { UpdatedAt = time.RealNow };
        var kept = Kept.Secret(idempotencyKeys, idempotency, answer);
        return await AnswerAsync(answer, () => ReplaceAsync(stored, after, secrets, kept));
    }

    public async Task<Result<ApiAnswer>> Pause(string developerId, IdempotencyClaim? idempotency)
    {
        if (await FindAsync(developerId) is not { } stored) return NotFound;
        var now = time.RealNow;
        var after = stored.Endpoint with { PausedAt = stored.Endpoint.PausedAt ?? now, UpdatedAt = now };
        return await SetAsync(stored, after, "Webhook paused. Deliveries wait until it is resumed.", idempotency);
    }

    public async Task<Result<ApiAnswer>> Resume(string developerId, IdempotencyClaim? idempotency)
    {
        if (await FindAsync(developerId) is not { } stored) return NotFound;
        var after = stored.Endpoint with { PausedAt = null, UpdatedAt = time.RealNow };
        var answer = await SetAsync(stored, after, "Webhook resumed. What waited is sent in order.", idempotency);
        await SendDueAsync();
        return answer;
    }

    private Task<Result<ApiAnswer>> SetAsync(
        StoredEndpoint stored, WebhookEndpoint after, string message, IdempotencyClaim? idempotency)
    {
        var answer = new ApiAnswer(200, WebhookJson.WithMessage(after, message)) { IsStored = true };
        var kept = Kept.Plain(idempotency, answer);
        return AnswerAsync(answer, () => ReplaceAsync(stored, after, stored.Secrets, kept));
    }

    private static Task<Result<ApiAnswer>> AnswerAsync(ApiAnswer answer, Func<Task> write) =>
        Kept.UnlessLostAsync(async () =>
        {
            await write();
            return answer;
        });

    private async Task ReplaceAsync(
        StoredEndpoint before, WebhookEndpoint after, EndpointSecrets secrets, IdempotencyRecord? idempotency)
    {
        stored = null;
        waiting.Clear();
        stored = await store.ChangeAsync(before, after, secrets, idempotency, CancellationToken.None)
            ?? throw ChangedElsewhere();
    }

    private async Task<StoredEndpoint?> FindAsync(string developerId) =>
        await FindAsync() is { } stored && stored.Endpoint.DeveloperId == developerId ? stored : null;

    /// <summary>An unknown id is not remembered: whoever guesses ids costs no memory.</summary>
    private async Task<StoredEndpoint?> FindAsync()
    {
        if (stored is not null) return stored;
        waiting.Clear(); // Found before whatever changed it meanwhile.
        var found = await store.FindAsync(Id, CancellationToken.None);
        if (found is null) LeaveSoon();

        // A process that died while it switched the endpoint off may have left some of its deliveries pending.
        else if (!found.Endpoint.IsActive) await EndBacklogAsync(found.Endpoint);
        return stored = found;
    }

    private Task EndBacklogAsync(WebhookEndpoint endpoint) =>
        store.EndBacklogAsync(Id, endpoint.FailureOfPending, time.RealNow, CancellationToken.None);

    private static Refusal LimitReached(int limit) =>
        new("WEBHOOK_LIMIT_REACHED", $"Maximum {limit} webhooks allowed per developer");

    private DatabaseUnavailableException ChangedElsewhere() =>
        new($"Webhook {Id} was changed elsewhere at the same time; nothing was written.");
}
