using Microsoft.Extensions.Logging;

namespace Dhmad.Grains.Accounts;

public sealed partial class ApiKeyGrain
{
    [LoggerMessage(LogLevel.Warning, "The last use of API key {KeyId} could not be written.")]
    private partial void LogTouchLost(Exception failure, string keyId);
}
