namespace Dhmad.Domain.Webhooks;

/// <summary>Where a developer wants events sent. Its secrets are kept apart from it.</summary>
public sealed record WebhookEndpoint
{
    public required string Id { get; init; }

    public required string DeveloperId { get; init; }

    /// <summary>As the developer wrote it; <see cref="WebhookUrl.ToUri"/> is how it is called.</summary>
    public required string Url { get; init; }

    public required IReadOnlyList<string> Events { get; init; }

    public bool IsActive { get; init; } = true;

    /// <summary>Since when deliveries are made and wait; null while they are sent.</summary>
    public DateTimeOffset? PausedAt { get; init; }

    /// <summary>Why it was switched off by itself.</summary>
    public DisabledReason? DisabledReason { get; init; }

    /// <summary>Failed attempts since the last success.</summary>
    public int FailureCount { get; init; }

    /// <summary>
    /// The first of them, on the developer's clock; forgotten when the endpoint is switched on again.
    /// </summary>
    public DateTimeOffset? FirstFailureAt { get; init; }

    /// <summary>When the last attempt started, real time.</summary>
    public DateTimeOffset? LastTriggeredAt { get; init; }

    /// <summary>What the last attempt was answered; null when it got no answer.</summary>
    public int? LastResponseStatus { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Whether attempts may be made now.</summary>
    public bool IsSending => IsActive && PausedAt is null;

    /// <summary>Why its deliveries end that are still pending when it is switched off.</summary>
    public DeliveryFailure FailureOfPending => FailureOfPendingWhen(DisabledReason);

    /// <param name="reason">Why it is switched off; null when its developer did it.</param>
    public static DeliveryFailure FailureOfPendingWhen(DisabledReason? reason) =>
        reason == Webhooks.DisabledReason.Gone ? DeliveryFailure.EndpointGone : DeliveryFailure.EndpointDisabled;

    /// <summary>
    /// The endpoint after a developer's change. Switched on, it starts anew: no reason, no old failure.
    /// </summary>
    public WebhookEndpoint With(WebhookChange change, DateTimeOffset now)
    {
        var isSwitchedOn = change.IsActive == true;
        return this with
        {
            Url = change.Url ?? Url,
            Events = change.Events ?? Events,
            IsActive = change.IsActive ?? IsActive,
            DisabledReason = isSwitchedOn ? null : DisabledReason,
            FirstFailureAt = isSwitchedOn && !IsActive ? null : FirstFailureAt,
            UpdatedAt = now,
        };
    }

    /// <summary>The endpoint after an attempt, whatever became of the delivery.</summary>
    public WebhookEndpoint After(EndedAttempt attempt, DeliveryVerdict verdict) => this with
    {
        FailureCount = verdict.FirstFailureAt is null ? 0 : FailureCount + 1,
        FirstFailureAt = verdict.FirstFailureAt,
        LastTriggeredAt = attempt.StartedAt,
        LastResponseStatus = attempt.ResponseStatus,
        IsActive = IsActive && verdict.SwitchOff is null,
        DisabledReason = verdict.SwitchOff ?? DisabledReason,
        UpdatedAt = verdict.SwitchOff is null ? UpdatedAt : attempt.EndedAt,
    };
}

/// <summary>What a developer asks of a new endpoint, validated for form.</summary>
public sealed record NewWebhook(string Url, IReadOnlyList<string> Events);

/// <summary>What a developer changes of an endpoint; absent fields are null and stay.</summary>
public sealed record WebhookChange(string? Url = null, IReadOnlyList<string>? Events = null, bool? IsActive = null);
