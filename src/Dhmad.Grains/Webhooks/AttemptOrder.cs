using Dhmad.Domain.Webhooks;

namespace Dhmad.Grains.Webhooks;

/// <summary>Everything one attempt needs, so that it can be made without its grain.</summary>
/// <param name="Number">Which attempt of the delivery it is, from 1.</param>
/// <param name="Secrets">The previous one only while it signs too.</param>
public sealed record AttemptOrder(
    Guid DeliveryId, int Number, string Url, string EventType, byte[] Body, EndpointSecrets Secrets)
{
    /// <summary>The W3C trace context of the event's cause, if it was traced.</summary>
    public string? Traceparent { get; init; }
}
