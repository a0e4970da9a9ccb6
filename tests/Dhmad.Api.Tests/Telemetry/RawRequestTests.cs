using System.Net;
using System.Net.Sockets;
using System.Text;
using Dhmad.Testing;

namespace Dhmad.Api.Tests.Telemetry;

/// <summary>Requests, also such as are not HTTP, to a program that logs all it may: their words are in no line.</summary>
public sealed class RawRequestTests : IDisposable
{
    private const string Planted = "planted0secret0planted";

    private readonly string _folder = Directory.CreateTempSubdirectory("dhmad-raw-").FullName;
    private readonly int _port = Ports.Free();

    [Fact]
    public async Task No_line_quotes_a_request()
    {
        using var program = Start();
        await DhmadCluster.Eventually(() => program.Output.Contains("is ready at", StringComparison.Ordinal));
        string[] requests =
        [
            $"GET /checkout/{Planted}?x={Planted} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {Planted}\r\n\r\n",
            $"GET /x HTTP/1.1\r\nHost: a\r\nAuthorization : Bearer {Planted}\r\n\r\n",
            $"GET /x HTTP/1.1\r\nHost: a\r\nAuthorization {Planted}\r\n\r\n",
            $"GET /x HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer\r\n {Planted}\r\n\r\n",
            $"GET /x HTTP/1.1\r\nHost: {Planted}/@\r\n\r\n",
            $"GET /checkout/{Planted}%00 HTTP/1.1\r\nHost: a\r\n\r\n",
            $"GET /checkout/{Planted} x HTTP/1.1\r\nHost: a\r\n\r\n",
            $"G@T /checkout/{Planted} HTTP/1.1\r\nHost: a\r\n\r\n",
            $"POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: {Planted}\r\n\r\n",
            $"POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: {Planted}\r\n\r\n",
            $"POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n{Planted}\r\n",
        ];
        foreach (var request in requests) await SendAsync(request);

        // They were heard: what the connection says of itself is there, once for each.
        await DhmadCluster.Eventually(() => Count(program.Output, " stopped.") >= requests.Length);
        Assert.DoesNotContain(Planted, program.Output);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private RunningProgram Start() => new(
        _folder,
        [],
        [
            ("ASPNETCORE_URLS", $"http://127.0.0.1:{_port}"),
            ("Logging__LogLevel__Default", "Trace"),
            ("Logging__LogLevel__Microsoft.AspNetCore.Routing.Matching", "Trace"),
            ("Logging__Console__LogLevel__Default", "Trace"),
            ("Logging__Console__LogLevel__Microsoft.AspNetCore.Hosting.Diagnostics", "Trace"),
        ]);

    private async Task SendAsync(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        await stream.ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false);
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
