using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Dhmad.Stories.Tests;

/// <summary>The built program as an operator runs it: a process of its own on an empty directory, which can be killed.</summary>
public sealed class Server : IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan CommandLimit = TimeSpan.FromSeconds(120);
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "dhmad.dll");

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("dhmad-story-");
    private readonly List<string> output = [];
    private Process? process;

    public Server()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Url = $"http://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}";
    }

    public string Url { get; }

    /// <summary>What the operator sets besides, as environment variables.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Every line the server wrote so far.</summary>
    public IReadOnlyList<string> Output
    {
        get
        {
            lock (output) return [.. output];
        }
    }

    /// <summary>Starts the process and waits until it says that it is ready.</summary>
    public async Task StartAsync()
    {
        process = Run([], line =>
        {
            lock (output) output.Add(line);
        });
        using var client = new HttpClient();
        var limit = Stopwatch.StartNew();
        while (true)
        {
            Assert.False(process.HasExited, "The server ended instead of starting.");
            Assert.True(limit.Elapsed < StartLimit, "The server did not become ready.");
            try
            {
                using var answer = await client.GetAsync(new Uri(Url + "/health/ready"));
                if (answer.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                await Task.Yield();
            }
        }
    }

    /// <summary>As a power cut would: no handler of the process runs.</summary>
    public void Kill()
    {
        process!.Kill();
        process.WaitForExit();
        process.Dispose();
        process = null;
    }

    /// <summary>Runs a command of the program on the same database.</summary>
    public Task<(int ExitCode, string Output)> CommandAsync(params string[] arguments) =>
        FinishAsync(output => Run(arguments, output));

    /// <summary>Runs a bash script of the repository against this server.</summary>
    public Task<(int ExitCode, string Output)> ScriptAsync(string path, string seed) => FinishAsync(output =>
    {
        var start = new ProcessStartInfo("bash", [path]);
        start.Environment["DHMAD_URL"] = Url;
        start.Environment["DHMAD_SEED"] = seed;
        return Start(start, output);
    });

    public void Dispose()
    {
        if (process is not null) Kill();
        directory.Delete(recursive: true);
    }

    private static async Task<(int ExitCode, string Output)> FinishAsync(Func<Action<string>, Process> run)
    {
        var lines = new List<string>();
        using var command = run(line =>
        {
            lock (lines) lines.Add(line);
        });
        using var limit = new CancellationTokenSource(CommandLimit);
        await command.WaitForExitAsync(limit.Token);
        lock (lines) return (command.ExitCode, string.Join('\n', lines));
    }

    private Process Run(string[] arguments, Action<string> output)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments]) { WorkingDirectory = directory.FullName };
        start.Environment["Dhmad__PublicUrl"] = Url;
        start.Environment["Dhmad__RateLimit__PerMinute"] = "100000";
        foreach (var (name, value) in Settings) start.Environment[name] = value;
        return Start(start, output);
    }

    private static Process Start(ProcessStartInfo start, Action<string> output)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => output(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => output(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
