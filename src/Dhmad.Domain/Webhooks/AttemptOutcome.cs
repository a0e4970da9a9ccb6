namespace Dhmad.Domain.Webhooks;

/// <summary>How one attempt ended: with an answer's status, or with an error.</summary>
/// <param name="EndedAt">On the clock of the endpoint's developer.</param>
/// <param name="RetryAfter">What the receiver asked for, already read.</param>
public sealed record AttemptOutcome(
    AttemptTrigger Trigger,
    DateTimeOffset EndedAt,
    int? ResponseStatus,
    AttemptError? Error = null,
    TimeSpan? RetryAfter = null)
{
    public bool IsSuccess => Error is null && ResponseStatus is >= 200 and < 300;

    /// <summary>The receiver says that this endpoint will never exist again.</summary>
    public bool IsGone => Error is null && ResponseStatus == 410;

    /// <summary>The receiver will not take this body, however often it is sent.</summary>
    public bool IsFinal => Error is null && ResponseStatus is >= 400 and < 500 and not (408 or 425 or 429);

    /// <summary>The wait the receiver asked for, where it may ask.</summary>
    public TimeSpan? AskedWait => Error is null && ResponseStatus is 429 or 503 ? RetryAfter : null;
}
