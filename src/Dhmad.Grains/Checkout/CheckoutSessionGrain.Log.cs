using Microsoft.Extensions.Logging;

namespace Dhmad.Grains.Checkout;

/// <summary>A session's id is the only secret of its link, so no log names it.</summary>
public sealed partial class CheckoutSessionGrain
{
    [LoggerMessage(LogLevel.Information, "Escrow {EscrowId}: a checkout session expired")]
    private partial void LogExpired(string escrowId);
}
