using Microsoft.Extensions.Logging;

namespace Dhmad.Grains;

public sealed partial class Interruptions
{
    [LoggerMessage(LogLevel.Warning, "Not possible at present, and tried again until it is: {Work}. {Why}")]
    private partial void LogBegin(string work, string why);

    [LoggerMessage(LogLevel.Warning, "Possible again: {Work}")]
    private partial void LogEnd(string work);
}
