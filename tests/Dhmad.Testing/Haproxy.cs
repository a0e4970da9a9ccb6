using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using Xunit;

namespace Dhmad.Testing;

/// <summary>The proxy of <c>deploy/haproxy.cfg</c> on ports of this machine, with the nodes that a test gives it.</summary>
public sealed class Haproxy : IDisposable
{
    private const string Name = "haproxy";

    private static readonly string? Program =
        $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin".Split(':')
            .Select(folder => Path.Combine(folder, Name)).FirstOrDefault(File.Exists);

    private readonly string _folder = Directory.CreateTempSubdirectory("dhmad-proxy-").FullName;
    private readonly int _port = Ports.Free();
    private readonly Process _process;

    private Haproxy(IReadOnlyList<int> nodes, string serverTimeout)
    {
        var settings = Settings()
            .Replace("172.30.81.11:5080", $"127.0.0.1:{nodes[0]}", StringComparison.Ordinal)
            .Replace("172.30.81.12:5080", $"127.0.0.1:{nodes[1]}", StringComparison.Ordinal)
            .Replace("bind :8080", $"bind 127.0.0.1:{_port}", StringComparison.Ordinal)
            .Replace("127.0.0.1:8405", $"127.0.0.1:{Ports.Free()}", StringComparison.Ordinal)
            .Replace("timeout server 45s", $"timeout server {serverTimeout}", StringComparison.Ordinal);
        _process = Run(_folder, settings, "-db");
    }

    public static bool IsInstalled => Program is not null;

    /// <summary>Where it lets in.</summary>
    public string Url => $"http://127.0.0.1:{_port}";

    /// <summary>Two nodes at these ports, and how long an answer may take.</summary>
    public static async Task<Haproxy> StartAsync(int first, int second, string serverTimeout = "45s")
    {
        var proxy = new Haproxy([first, second], serverTimeout);
        await DhmadCluster.Eventually(proxy.Listens);
        return proxy;
    }

    /// <summary>The settings as they are in the repository.</summary>
    public static string Settings() => Read();

    /// <summary>What haproxy finds wrong with settings; empty when it is nothing.</summary>
    public static string WhyNot(string settings)
    {
        var folder = Directory.CreateTempSubdirectory("dhmad-proxy-").FullName;
        using var process = Run(folder, settings, "-c");
        var said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Directory.Delete(folder, recursive: true);
        return process.ExitCode == 0 ? "" : said;
    }

    /// <summary>Sends a request line as it is, and a body of a length if one is named; the answer with its head.</summary>
    public async Task<string> AskAsync(string line, long bodyLength = 0)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, _port);
        await using var stream = connection.GetStream();
        var head = $"{line} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {bodyLength}\r\n\r\n";
        await stream.WriteAsync(Encoding.Latin1.GetBytes(head));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Read([CallerFilePath] string here = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "../../deploy/haproxy.cfg"));

    private static Process Run(string folder, string settings, string flag)
    {
        var file = Path.Combine(folder, "haproxy.cfg");
        File.WriteAllText(file, settings);
        var start = new ProcessStartInfo(Program ?? Name, [flag, "-q", "-f", file]) { RedirectStandardError = flag == "-c" };
        return Process.Start(start)!;
    }

    private bool Listens()
    {
        Assert.False(_process.HasExited, "haproxy ended");
        try
        {
            using var connection = new TcpClient();
            connection.Connect(IPAddress.Loopback, _port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
