namespace Dhmad.Domain.Webhooks;

/// <summary>What follows from one attempt: delivered, tried again, failed, or the endpoint switched off.</summary>
public static class DeliveryDecider
{
    /// <param name="firstFailureAt">The endpoint's first failure since its last success, before this one.</param>
    /// <param name="disableAfterDays">Days of failing after which an endpoint is switched off.</param>
    /// <param name="chance">A random number from 0 up to 1, for the jitter.</param>
    public static DeliveryVerdict Decide(
        DeliveryProgress delivery,
        AttemptOutcome outcome,
        DateTimeOffset? firstFailureAt,
        int disableAfterDays,
        double chance)
    {
        if (outcome.IsSuccess) return new DeliveryVerdict(DeliveryStatus.Delivered, null, null, null, null);

        var failingSince = firstFailureAt ?? outcome.EndedAt;
        var switchOff = SwitchOff(outcome, failingSince, disableAfterDays);
        var (status, next, failure) = delivery.Status == DeliveryStatus.Pending
            ? AfterFailure(delivery, outcome, switchOff, chance)
            : (delivery.Status, null, delivery.Failure);
        return new DeliveryVerdict(status, next, failure, switchOff, failingSince);
    }

    private static DisabledReason? SwitchOff(AttemptOutcome outcome, DateTimeOffset failingSince, int disableAfterDays)
    {
        if (outcome.IsGone) return DisabledReason.Gone;
        return outcome.EndedAt - failingSince >= TimeSpan.FromDays(disableAfterDays) ? DisabledReason.Failing : null;
    }

    private static (DeliveryStatus Status, DateTimeOffset? NextAttemptAt, DeliveryFailure? Failure) AfterFailure(
        DeliveryProgress delivery, AttemptOutcome outcome, DisabledReason? switchOff, double chance)
    {
        if (switchOff == DisabledReason.Gone) return (DeliveryStatus.Failed, null, DeliveryFailure.EndpointGone);

        var isScheduled = outcome.Trigger == AttemptTrigger.Scheduled;
        if (isScheduled && outcome.IsFinal) return (DeliveryStatus.Failed, null, DeliveryFailure.Rejected);

        var next = isScheduled
            ? outcome.EndedAt + RetrySchedule.WaitAfter(delivery.ScheduledAttempts, outcome.AskedWait, chance)
            : delivery.NextAttemptAt;
        if (next is null) return (DeliveryStatus.Failed, null, DeliveryFailure.Exhausted);
        return switchOff is null
            ? (DeliveryStatus.Pending, next, null)
            : (DeliveryStatus.Failed, null, DeliveryFailure.EndpointDisabled);
    }
}
