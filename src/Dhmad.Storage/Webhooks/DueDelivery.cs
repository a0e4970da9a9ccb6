namespace Dhmad.Storage.Webhooks;

/// <summary>A delivery whose next attempt may start at its time, with the exact bytes to send.</summary>
public sealed record DueDelivery
{
    public required Guid Id { get; init; }

    /// <summary>Attempts that ended.</summary>
    public required int AttemptCount { get; init; }

    /// <summary>On the clock of the endpoint's developer.</summary>
    public required DateTimeOffset NextAttemptAt { get; init; }

    public required string Type { get; init; }

    public required byte[] Body { get; init; }

    /// <summary>When the event was committed, in real time.</summary>
    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>The W3C trace context that the event was committed in; null when nobody watched.</summary>
    public string? Traceparent { get; init; }
}
