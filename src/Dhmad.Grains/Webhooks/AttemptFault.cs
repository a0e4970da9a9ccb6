using System.Net.Sockets;
using System.Security.Authentication;
using Dhmad.Domain.Webhooks;

namespace Dhmad.Grains.Webhooks;

/// <summary>A fault that was met while connecting, before HTTP could see it.</summary>
internal sealed class AttemptFault(AttemptError error, Exception? cause = null)
    : Exception($"The attempt failed: {error}.", cause)
{
    public AttemptError Error { get; } = error;

    /// <summary>The error that an exception of an attempt stands for; null when it is none of the network's.</summary>
    public static AttemptError? Read(Exception failure) => failure switch
    {
        AttemptFault fault => fault.Error,
        AuthenticationException => AttemptError.Tls,
        TimeoutException => AttemptError.Timeout,
        OperationCanceledException => AttemptError.Timeout,
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => AttemptError.Tls,
        HttpRequestException { InnerException: { } inner } => Read(inner) ?? AttemptError.Reset,
        HttpRequestException or HttpIOException or IOException or SocketException => AttemptError.Reset,
        _ => null,
    };
}
