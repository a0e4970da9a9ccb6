using Microsoft.Extensions.Logging;

namespace Dhmad.Grains.Accounts;

public sealed partial class UserGrain
{
    [LoggerMessage(LogLevel.Debug, "Escrow {EscrowId} did not link the user: {Code}.")]
    private partial void LogNotLinked(string escrowId, string code);

    [LoggerMessage(LogLevel.Warning, "Linking what waits for a user failed; the sweep repeats it: {Why}")]
    private partial void LogLinkingFailed(Exception? failure, string why);
}
