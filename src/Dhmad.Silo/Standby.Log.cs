using Microsoft.Extensions.Logging;

namespace Dhmad.Silo;

public sealed partial class Standby
{
    [LoggerMessage(LogLevel.Warning, "This process is no longer the active one, and stands by: {Why}")]
    private partial void LogLost(string? why);

    [LoggerMessage(LogLevel.Warning, "This process is the active one again.")]
    private partial void LogActive();

    [LoggerMessage(
        LogLevel.Warning, "Silent processes that were active, and whose connections were ended so far: {Count}.")]
    private partial void LogSilent(int count);

    [LoggerMessage(LogLevel.Warning, "{Part} did not end in time; what it still does is refused by the database.")]
    private partial void LogTooLong(string part);
}
