using Dhmad.Domain.Webhooks;
using Microsoft.Extensions.Logging;

namespace Dhmad.Grains.Webhooks;

public sealed partial class WebhookEndpointGrain
{
    [LoggerMessage(LogLevel.Warning, "Webhook {EndpointId} was switched off: {Reason}.")]
    private partial void LogSwitchedOff(string endpointId, DisabledReason? reason);
}
