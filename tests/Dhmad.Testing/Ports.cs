using System.Net;
using System.Net.Sockets;

namespace Dhmad.Testing;

/// <summary>Ports for processes that a test starts, kills and starts again.</summary>
public static class Ports
{
    /// <summary>Below those that Linux gives to outgoing connections, so that nobody takes one meanwhile.</summary>
    private const int First = 12_000;

    private const int Count = 8_000;

    private static int next = Random.Shared.Next(Count);

    /// <summary>A loopback port that nobody listens on now; another one each time.</summary>
    public static int Free()
    {
        for (var tries = 0; tries < Count; tries++)
        {
            var port = First + ((Interlocked.Increment(ref next) & int.MaxValue) % Count);
            if (IsFree(port)) return port;
        }

        throw new InvalidOperationException("No loopback port is free.");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
