using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Dhmad.Domain;

namespace Dhmad.Bench.Http;

/// <summary>A server in a process of its own on a free loopback port, asked until it answers that it is ready.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(5);

    /// <summary>How often a server may be seen at work before it is made to stand still all the same.</summary>
    private const int MaxTurns = 100;

    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(100);

    private readonly Process process;

    private ServerProcess(Process process, Uri url) => (this.process, Url) = (process, url);

    public Uri Url { get; }

    /// <summary>From the start of the process to the first 200 of <c>/health/ready</c>.</summary>
    public TimeSpan UntilReady { get; private set; }

    /// <summary>Bytes in memory (RSS).</summary>
    public long Memory
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64;
        }
    }

    /// <summary>Processor time it used so far, of all processors together.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>Processor time of its threads of this name so far; Linux only.</summary>
    public TimeSpan ThreadTime(string name)
    {
        var ticks = 0L;
        foreach (var thread in Directory.EnumerateDirectories($"/proc/{process.Id}/task"))
        {
            // After the name, which is in parentheses, the 12th and 13th field are ticks of 10 ms, user and system.
            var stat = File.ReadAllText(Path.Combine(thread, "stat"));
            var end = stat.LastIndexOf(')');
            if (stat[(stat.IndexOf('(', StringComparison.Ordinal) + 1)..end] != name) continue;
            var fields = stat[(end + 2)..].Split(' ');
            foreach (var field in fields.AsSpan(11, 2)) ticks += long.Parse(field, CultureInfo.InvariantCulture);
        }

        return TimeSpan.FromMilliseconds(ticks * 10);
    }

    /// <summary>Starts a .NET program with settings in its environment.</summary>
    /// <param name="program">Its dll.</param>
    public static async Task<ServerProcess> StartAsync(
        string program, string[] arguments, IReadOnlyDictionary<string, string> settings)
    {
        var url = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = Dotnet(program, arguments, settings);
        start.Environment["ASPNETCORE_URLS"] = url.GetLeftPart(UriPartial.Authority);
        start.RedirectStandardOutput = true;
        var clock = Stopwatch.StartNew();
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        var server = new ServerProcess(process, url);
        await server.AwaitReadyAsync(clock);
        server.UntilReady = clock.Elapsed;
        return server;
    }

    /// <summary>How a program of this build is started.</summary>
    public static ProcessStartInfo Dotnet(
        string program, string[] arguments, IReadOnlyDictionary<string, string> settings)
    {
        var start = new ProcessStartInfo("dotnet", [program, .. arguments]) { UseShellExecute = false };
        foreach (var (name, value) in settings) start.Environment[name] = value;
        return start;
    }

    /// <summary>The settings of a server on a database in this folder.</summary>
    public static Dictionary<string, string> SettingsIn(string folder) => new()
    {
        [$"Dhmad__{nameof(DhmadSettings.Database)}"] = Path.Combine(folder, "dhmad.db"),
        ["DOTNET_NOLOGO"] = "1",
    };

    /// <summary>
    /// It stands still until it may go on. What it has begun it ends first: it could hold locks that others need.
    /// </summary>
    public async Task PauseAsync()
    {
        for (var turn = 0; turn < MaxTurns; turn++)
        {
            var before = ProcessorTime;
            await Task.Delay(Turn);
            if (ProcessorTime - before < Turn / 10) break;
        }

        Signal("STOP");
    }

    /// <summary>It goes on, and is ready.</summary>
    public async Task GoOnAsync()
    {
        Signal("CONT");
        await AwaitReadyAsync(Stopwatch.StartNew());
    }

    /// <summary>Asks it to stop as a terminal would, and waits.</summary>
    public async ValueTask DisposeAsync()
    {
        Signal("TERM");
        Signal("CONT"); // One that stands still would not hear of it.
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{process.Id}"]);
        kill.WaitForExit();
    }

    private async Task AwaitReadyAsync(Stopwatch clock)
    {
        using var http = new HttpClient { BaseAddress = Url };
        while (clock.Elapsed < Patience)
        {
            if (process.HasExited) throw new InvalidOperationException($"The server ended with {process.ExitCode}.");
            try
            {
                using var answer = await http.GetAsync(new Uri("/health/ready", UriKind.Relative));
                if (answer.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(BetweenLooks);
        }

        throw new TimeoutException("The server does not become ready.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
