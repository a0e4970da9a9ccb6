using Dhmad.Domain.Webhooks;

namespace Dhmad.Storage.Webhooks;

/// <summary>An endpoint as it was read, with its opened secrets.</summary>
/// <param name="Version">Goes up with every write; a write that did not read the last one is refused.</param>
public sealed record StoredEndpoint(WebhookEndpoint Endpoint, EndpointSecrets Secrets, long Version);
