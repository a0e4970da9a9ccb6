using Dhmad.Domain.Payments;
using Microsoft.Extensions.Logging;

namespace Dhmad.Grains;

/// <summary>Ids of sessions are secrets, so a row that fails is known by its failure alone.</summary>
public sealed partial class Sweep
{
    [LoggerMessage(LogLevel.Warning, "A due row could not be woken; the next pass tries again")]
    private partial void LogWakeFailed(Exception failure);

    [LoggerMessage(LogLevel.Error, "A pass over due {Kind} failed; the next one follows")]
    private partial void LogPassFailed(Exception failure, string kind);

    [LoggerMessage(LogLevel.Information, "Payment {PaymentId} was asked about: {Status}")]
    private partial void LogPaymentChecked(string paymentId, PaymentStatus status);

    [LoggerMessage(LogLevel.Debug, "The sweep of {Kind} ends")]
    private partial void LogStopped(string kind);
}
