using Microsoft.Extensions.Logging;

namespace Dhmad.Embedded;

internal sealed partial class ReminderClock
{
    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "Reminder {Name} of a grain of type {Grain} failed; it comes again in a period: {Why}")]
    private static partial void LogTickFailed(
        ILogger log, GrainType grain, string name, string why, Exception? exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Reminders could not be read; they are read again soon: {Why}")]
    private static partial void LogRefreshFailed(ILogger log, string why, Exception? exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Reminders are read again.")]
    private static partial void LogRefreshed(ILogger log);
}
