using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Dhmad.Testing.Postgres;

/// <summary>The processes of one running server: the first one, and those that it started.</summary>
internal sealed class Postmaster : IDisposable
{
    private const int LogLines = 200;
    private const string Ready = "database system is ready to accept";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly string dataFolder;
    private readonly ConcurrentQueue<string> log = new();
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Postmaster(Process process, string dataFolder, int port)
    {
        (this.process, this.dataFolder, Port) = (process, dataFolder, port);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
    }

    public int Port { get; }

    /// <summary>Called for every line of the log, from another thread.</summary>
    public Action<string>? Logged { get; set; }

    /// <summary>Whether it takes connections; false when it ended instead.</summary>
    public bool IsReady => ready.Task.IsCompletedSuccessfully;

    public bool IsRunning => !process.HasExited;

    public bool PortWasTaken => log.Any(line => line.Contains("Address already in use", StringComparison.Ordinal));

    /// <summary>Starts a server and waits until it takes connections or ends.</summary>
    public static async Task<Postmaster> StartAsync(
        PostgresFolder folder, int port, (string Name, string Value)[] settings)
    {
        (string Name, string Value)[] own =
        [
            ("listen_addresses", "127.0.0.1"), ("port", $"{port}"), ("unix_socket_directories", ""),
            ("lc_messages", "C"), // Its log is read.
        ];
        string[] options =
            [.. own.Concat(settings).SelectMany(setting => new[] { "-c", $"{setting.Name}={setting.Value}" })];
        var process = Process.Start(PostgresPrograms.Program("postgres", ["-D", folder.DataFolder, .. options]))!;
        var postmaster = new Postmaster(process, folder.DataFolder, port);
        await Task.WhenAny(postmaster.ready.Task, process.WaitForExitAsync()).WaitAsync(StartLimit);
        return postmaster;
    }

    public InvalidOperationException Failed() =>
        new($"PostgreSQL did not start: {string.Join('\n', log)}");

    public async Task StopAsync()
    {
        Signal(process.Id, Signals.Interrupt);
        await EndedAsync();
    }

    public async Task KillAsync()
    {
        // The first process goes first, so that it starts no other.
        Signal(process.Id, Signals.Kill);
        foreach (var id in Processes()) Signal(id, Signals.Kill);
        await EndedAsync();
    }

    public void Freeze()
    {
        Signal(process.Id, Signals.Stop);
        foreach (var id in Processes()) Signal(id, Signals.Stop);
    }

    public void Thaw()
    {
        foreach (var id in Processes()) Signal(id, Signals.Continue);
    }

    public void Dispose() => process.Dispose();

    /// <summary>A server does not start while a process of the one before is still there.</summary>
    private async Task EndedAsync()
    {
        using var limit = new CancellationTokenSource(EndLimit);
        await process.WaitForExitAsync(limit.Token);
        using var turn = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (Processes().Any()) await turn.WaitForNextTickAsync(limit.Token);
    }

    /// <summary>All processes of a server work in its folder, and nothing else does.</summary>
    private IEnumerable<int> Processes() =>
        from folder in Directory.GetDirectories("/proc")
        let id = int.TryParse(Path.GetFileName(folder), out var number) ? number : 0
        where id > 0 && new DirectoryInfo($"{folder}/cwd").LinkTarget == dataFolder
        select id;

    private void Read(string? line)
    {
        if (line is null) return;
        log.Enqueue(line);
        Logged?.Invoke(line);
        if (log.Count > LogLines) log.TryDequeue(out _);
        if (line.Contains(Ready, StringComparison.Ordinal)) ready.TrySetResult();
    }

    private static void Signal(int process, Signals signal) => _ = kill(process, (int)signal);

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int process, int signal);

    /// <summary>The numbers of Linux.</summary>
    private enum Signals
    {
        Interrupt = 2,
        Kill = 9,
        Continue = 18,
        Stop = 19,
    }
}
