namespace Dhmad.Domain.Webhooks;

/// <summary>What an attempt's outcome means for the delivery and for its endpoint.</summary>
/// <param name="NextAttemptAt">Set exactly while <paramref name="Status"/> is pending.</param>
/// <param name="Failure">Set exactly when <paramref name="Status"/> is failed.</param>
/// <param name="SwitchOff">
/// Set when the endpoint must be switched off with a mail; all its pending deliveries fail then.
/// </param>
/// <param name="FirstFailureAt">The endpoint's first failed attempt since its last success, this one included.</param>
public sealed record DeliveryVerdict(
    DeliveryStatus Status,
    DateTimeOffset? NextAttemptAt,
    DeliveryFailure? Failure,
    DisabledReason? SwitchOff,
    DateTimeOffset? FirstFailureAt);
