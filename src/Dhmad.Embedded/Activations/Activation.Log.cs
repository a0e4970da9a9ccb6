using Microsoft.Extensions.Logging;

namespace Dhmad.Embedded;

internal sealed partial class Activation
{
    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "An exception escaped from a grain of type {Grain}, where nobody awaits it: {Why}")]
    private static partial void LogEscaped(ILogger log, GrainType grain, string why, Exception? exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "A grain of type {Grain} could not be activated: {Why}")]
    private static partial void LogActivationFailed(ILogger log, GrainType grain, string why, Exception? exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Request} failed, and nobody waits for its answer: {Why}")]
    private static partial void LogUnheard(ILogger log, Request request, string why, Exception? exception);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "A grain of type {Grain} failed while it deactivated ({Reason}): {Why}")]
    private static partial void LogDeactivationFailed(
        ILogger log, GrainType grain, DeactivationReason reason, string why, Exception? exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Request} got no answer in time; it may still run.")]
    private static partial void LogOverdue(ILogger log, Request request);

    [LoggerMessage(Level = LogLevel.Error, Message = "A grain of type {Grain} is stuck {State}; it is given up.")]
    private static partial void LogStuck(ILogger log, GrainType grain, ActivationState state);
}
