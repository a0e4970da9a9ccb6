using Microsoft.Extensions.Logging;

namespace Dhmad.Grains.Accounts;

public sealed partial class WaitingSweep
{
    [LoggerMessage(LogLevel.Warning, "What waits for one user could not be linked; the next round tries again: {Why}")]
    private partial void LogPassedOver(Exception? failure, string why);

    [LoggerMessage(LogLevel.Warning, "A round over what waits for users failed; the next one tries again.")]
    private partial void LogRoundFailed(Exception failure);
}
