namespace Dhmad.Grains.Webhooks;

/// <summary>
/// How the grains of this room are found. Keys carry a prefix, so that no store mistakes them for numbers.
/// </summary>
public static class WebhookGrains
{
    public const string EndpointPrefix = "ep_";

    private const string OutboxKey = "outbox";

    extension(IGrainFactory grains)
    {
        public IOutboxGrain Outbox => grains.GetGrain<IOutboxGrain>(OutboxKey);

        public IWebhookEndpointGrain WebhookEndpoint(string endpointId) =>
            grains.GetGrain<IWebhookEndpointGrain>(EndpointPrefix + endpointId);
    }
}
