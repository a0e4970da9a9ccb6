namespace Dhmad.Domain.Webhooks;

/// <summary>One attempt as it went.</summary>
/// <param name="Number">Which attempt of its delivery this was, from 1.</param>
/// <param name="StartedAt">Real time.</param>
/// <param name="RetryAfter">What the receiver asked for, already read.</param>
/// <param name="ResponseBody">The first part of the answer as text, or null.</param>
public sealed record EndedAttempt(
    Guid DeliveryId,
    int Number,
    AttemptTrigger Trigger,
    DateTimeOffset StartedAt,
    TimeSpan Duration,
    int? ResponseStatus,
    AttemptError? Error,
    TimeSpan? RetryAfter,
    string? ResponseBody)
{
    /// <summary>Real time.</summary>
    public DateTimeOffset EndedAt => StartedAt + Duration;

    /// <summary>What the rules need of it.</summary>
    /// <param name="endedAt">On the clock of the endpoint's developer.</param>
    public AttemptOutcome Outcome(DateTimeOffset endedAt) => new(Trigger, endedAt, ResponseStatus, Error, RetryAfter);
}
