using Microsoft.Extensions.Logging;

namespace Dhmad.Embedded;

internal sealed partial class Activation
{
    [LoggerMessage(Level = LogLevel.Error, Message = "An exception escaped from {Grain}, where nobody awaits it.")]
    private static partial void LogEscaped(ILogger log, GrainId grain, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Grain} could not be activated.")]
    private static partial void LogActivationFailed(ILogger log, GrainId grain, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Request} failed, and nobody waits for its answer.")]
    private static partial void LogUnheard(ILogger log, Request request, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Grain} failed while it deactivated ({Reason}).")]
    private static partial void LogDeactivationFailed(
        ILogger log, GrainId grain, DeactivationReason reason, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Request} got no answer in time; it may still run.")]
    private static partial void LogOverdue(ILogger log, Request request);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Grain} is stuck {State}; it is given up.")]
    private static partial void LogStuck(ILogger log, GrainId grain, ActivationState state);
}
