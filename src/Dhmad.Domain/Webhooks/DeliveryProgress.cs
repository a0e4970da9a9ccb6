namespace Dhmad.Domain.Webhooks;

/// <summary>A delivery as it stood when an attempt ended.</summary>
/// <param name="ScheduledAttempts">Scheduled attempts made, counting the one that just ended if it was one.</param>
/// <param name="NextAttemptAt">The next scheduled attempt, for a manual one in between.</param>
public sealed record DeliveryProgress(
    DeliveryStatus Status,
    int ScheduledAttempts,
    DateTimeOffset? NextAttemptAt = null,
    DeliveryFailure? Failure = null);
