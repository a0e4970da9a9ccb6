using Dhmad.Domain;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Webhooks;
using Orleans.Concurrency;

namespace Dhmad.Grains.Webhooks;

/// <summary>
/// One endpoint: what its developer sets, and the attempts to reach it. It knows only its own deliveries, so one that
/// is slow or dead takes nothing from others. Whoever is not its developer is answered <c>WEBHOOK_NOT_FOUND</c>.
/// </summary>
public interface IWebhookEndpointGrain : IGrainWithStringKey
{
    /// <summary>Makes it; the 201 answer shows the secret. Refused with <c>WEBHOOK_LIMIT_REACHED</c>.</summary>
    Task<Result<ApiAnswer>> Create(string developerId, NewWebhook input, IdempotencyClaim? idempotency);

    [Idempotent]
    Task<Result<WebhookEndpoint>> Read(string developerId);

    /// <summary>Switched off, its pending deliveries end as failed.</summary>
    Task<Result<WebhookEndpoint>> Change(string developerId, WebhookChange change);

    /// <summary>Its pending deliveries end as failed; null when it is gone.</summary>
    Task<Refusal?> Delete(string developerId);

    /// <summary>
    /// Makes a new secret; the answer shows it. The old one lives on for some hours, or ends at once.
    /// </summary>
    Task<Result<ApiAnswer>> RenewSecret(string developerId, int? overlapHours, IdempotencyClaim? idempotency);

    /// <summary>From now on deliveries are made and wait.</summary>
    Task<Result<ApiAnswer>> Pause(string developerId, IdempotencyClaim? idempotency);

    /// <summary>Sends what waits, in order.</summary>
    Task<Result<ApiAnswer>> Resume(string developerId, IdempotencyClaim? idempotency);

    /// <summary>There may be something to send.</summary>
    [OneWay]
    Task Nudge();

    /// <summary>
    /// Attempts, which were made outside any turn, have ended. What they mean is committed before this answers; until
    /// it has answered, they may be told again.
    /// </summary>
    [Idempotent]
    Task Ended(EndedAttempt[] attempts);
}
