using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Dhmad.Testing;

namespace Dhmad.Stories.Tests;

/// <summary>The built program as an operator runs it: a process of its own on an empty directory, which can be killed.</summary>
public sealed class Server : IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan CommandLimit = TimeSpan.FromSeconds(120);
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "dhmad.dll");

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("dhmad-story-");
    private readonly List<(string Name, string Value)> settings;
    private readonly ConcurrentQueue<string> said = new();
    private readonly HttpClient client = new();
    private Process? process;

    /// <summary>One process of a deployment; settings as environment variables, later ones win.</summary>
    public Server(Deployment deployment, params (string Name, string Value)[] more)
    {
        Url = $"http://localhost:{Ports.Free()}";
        settings =
        [
            ("ASPNETCORE_URLS", Url),
            ("Dhmad__PublicUrl", Url),
            ("Dhmad__RateLimit__PerMinute", "100000"),
            .. deployment.Settings(),
            .. more,
        ];
    }

    /// <summary>Where this process listens.</summary>
    public string Url { get; }

    /// <summary>Every line the server wrote so far.</summary>
    public IReadOnlyList<string> Output => [.. said];

    /// <summary>The only process of a new deployment.</summary>
    public static async Task<Server> MakeAsync() => new(await Deployment.MakeAsync());

    /// <summary>Starts the process and waits until it says that it is ready.</summary>
    public Task StartAsync()
    {
        Launch();
        return BecomesAsync("ready", HttpStatusCode.OK);
    }

    /// <summary>Starts the process and waits for nothing.</summary>
    public void Launch() => process = Run([], said.Enqueue);

    /// <summary>Waits until its health, <c>live</c> or <c>ready</c>, answers with a status.</summary>
    public async Task BecomesAsync(string health, HttpStatusCode status)
    {
        var limit = Stopwatch.StartNew();
        while (await HealthAsync(health) != status)
        {
            Assert.False(process!.HasExited, $"The server ended: {string.Join('\n', said)}");
            Assert.True(limit.Elapsed < StartLimit, $"{health} did not become {status}: {string.Join('\n', said)}");
            await Task.Delay(20);
        }
    }

    /// <summary>What its health answers now; null when it does not.</summary>
    public async Task<HttpStatusCode?> HealthAsync(string health)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri($"{Url}/health/{health}"));
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>The status that a path answers with; 0 when it does not.</summary>
    public async Task<int> StatusAsync(string path)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri(Url + path));
            return (int)answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return 0;
        }
    }

    /// <summary>Asks it to stop, as an operator does.</summary>
    public Task TellToStopAsync() => SignalAsync("TERM");

    /// <summary>Sends the process a signal, such as <c>STOP</c>, which freezes it.</summary>
    public async Task SignalAsync(string name)
    {
        using var told = Process.Start("kill", [$"-{name}", $"{process!.Id}"]);
        await told.WaitForExitAsync();
    }

    /// <summary>Waits until the process has ended by itself; returns its exit code.</summary>
    public async Task<int> EndsAsync()
    {
        using var limit = new CancellationTokenSource(StartLimit);
        await process!.WaitForExitAsync(limit.Token);
        var code = process.ExitCode;
        process.Dispose();
        process = null;
        return code;
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
        client.Dispose();
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
        foreach (var (name, value) in settings) start.Environment[name] = value;
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
