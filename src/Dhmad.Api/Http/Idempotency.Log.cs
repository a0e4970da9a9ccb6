namespace Dhmad.Api.Http;

public sealed partial class Idempotency
{
    [LoggerMessage(
        Level = LogLevel.Warning, Message = "An idempotency key was not freed; it frees itself in a minute: {Why}")]
    private partial void LogNotReleased(string why);
}
