using Microsoft.Extensions.Logging;

namespace Dhmad.Grains.Webhooks;

public sealed partial class Attempts
{
    [LoggerMessage(LogLevel.Debug, "The process stops: the attempt of delivery {DeliveryId} will be made again.")]
    private partial void LogBrokenOff(Guid deliveryId);

    [LoggerMessage(LogLevel.Error, "An attempt of delivery {DeliveryId} could not be made.")]
    private partial void LogFault(Exception fault, Guid deliveryId);

    [LoggerMessage(LogLevel.Warning, "The end of an attempt of delivery {DeliveryId} could not be written yet: {Why}")]
    private partial void LogNotTold(Exception? failure, Guid deliveryId, string why);
}
