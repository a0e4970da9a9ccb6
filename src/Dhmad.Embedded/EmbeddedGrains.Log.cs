using Microsoft.Extensions.Logging;

namespace Dhmad.Embedded;

public sealed partial class EmbeddedGrains
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Grains run in this process: {Classes} classes.")]
    private static partial void LogStarted(ILogger log, int classes);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Stopping took too long; {Activations} grains are dropped.")]
    private static partial void LogStopLimit(ILogger log, int activations);
}
