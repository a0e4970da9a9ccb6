namespace Dhmad.Api.Http;

public sealed partial class Faults
{
    [LoggerMessage(Level = LogLevel.Error, Message = "Fault in {Method}, request {RequestId}")]
    private partial void LogFault(string requestId, string method, Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Unavailable for {Method}, request {RequestId}: {Why}")]
    private partial void LogUnavailable(string requestId, string method, string why);
}
