using System.Diagnostics;
using System.Text;

namespace Dhmad.Api.Tests.Kit;

/// <summary>The built program as a process of its own, in a folder of its own; ended with the test.</summary>
public sealed class RunningProgram : IDisposable
{
    private static readonly string Built = typeof(Http.Problem).Assembly.Location;

    private readonly StringBuilder _output = new();

    /// <summary>Where the tests run as root, who runs what shall have no rights.</summary>
    private static readonly string[] ToNobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"];

    public RunningProgram(string folder, IEnumerable<string> words, IEnumerable<(string Name, string Value)> environment)
        : this(["dotnet"], Built, folder, words, environment)
    {
    }

    private RunningProgram(
        string[] starter,
        string assembly,
        string folder,
        IEnumerable<string> words,
        IEnumerable<(string Name, string Value)> environment)
    {
        var start = new ProcessStartInfo(starter[0], starter[1..])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(assembly);
        foreach (var word in words) start.ArgumentList.Add(word);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        Process = Process.Start(start)!;
        Process.OutputDataReceived += (_, line) => Keep(line.Data);
        Process.ErrorDataReceived += (_, line) => Keep(line.Data);
        Process.BeginOutputReadLine();
        Process.BeginErrorReadLine();
    }

    /// <summary>Why <see cref="Unprivileged"/> cannot be had here; null when it can.</summary>
    public static string? WhyNotUnprivileged
    {
        get
        {
            if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
                return "The tests run as root for this.";
            string[] words = [.. ToNobody[1..], "dotnet", "--list-runtimes"];
            using var look = Process.Start(new ProcessStartInfo(ToNobody[0], words)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = "/",
            })!;
            look.WaitForExit();
            return look.ExitCode == 0 ? null : "A user without rights cannot run dotnet.";
        }
    }

    public Process Process { get; }

    public string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    /// <summary>
    /// The same as a user to whom nothing belongs. It runs a copy of the program that lies beside the folder's files:
    /// what was built may be where that user cannot read.
    /// </summary>
    public static RunningProgram Unprivileged(
        string folder, IEnumerable<string> words, IEnumerable<(string Name, string Value)> environment)
    {
        var copy = Path.Combine(folder, "program");
        if (!Directory.Exists(copy))
        {
            using var copying = Process.Start("cp", ["-r", Path.GetDirectoryName(Built)!, copy]);
            copying.WaitForExit();
        }

        return new([.. ToNobody, "dotnet"], Path.Combine(copy, Path.GetFileName(Built)), folder, words, environment);
    }

    public void Dispose()
    {
        if (!Process.HasExited) Process.Kill();
        Process.WaitForExit();
        Process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        lock (_output) _output.Append(line).Append('\n');
    }
}
