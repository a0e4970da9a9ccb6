using Microsoft.Extensions.Logging;

namespace Dhmad.Grains.Accounts;

public sealed partial class ApiKeyGrain
{
    [LoggerMessage(LogLevel.Warning, "The last use of API key {KeyId} could not be written: {Why}")]
    private partial void LogTouchLost(string keyId, string why);
}
