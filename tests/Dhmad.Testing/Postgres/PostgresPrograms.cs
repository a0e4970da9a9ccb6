using System.Diagnostics;

namespace Dhmad.Testing.Postgres;

/// <summary>Where this machine has PostgreSQL's programs, and as whom they run.</summary>
internal static class PostgresPrograms
{
    /// <summary>The superuser of every server, and the account that runs it when the tests run as root.</summary>
    public const string User = "postgres";

    private const string Installed = "/usr/lib/postgresql";

    private static readonly string[] Needed = ["initdb", "postgres"];

    private static readonly string? Folder = Find();

    private static readonly bool IsRoot = Environment.IsPrivilegedProcess;

    public static string? MissingReason { get; } =
        !OperatingSystem.IsLinux() ? "The kit's PostgreSQL server needs Linux."
        : Folder is null ? $"No PostgreSQL server in {Installed} or on the PATH (Debian: apt-get install postgresql)."
        : IsRoot && !File.ReadLines("/etc/passwd").Any(line => line.StartsWith($"{User}:", StringComparison.Ordinal))
            ? $"PostgreSQL does not run as root, and there is no user {User} to run it as."
        : null;

    /// <summary>A program of PostgreSQL, as a user that it accepts: it refuses to run as root.</summary>
    public static ProcessStartInfo Program(string name, params string[] arguments)
    {
        var program = Path.Combine(Folder!, name);
        return IsRoot
            ? Command("setpriv", [$"--reuid={User}", $"--regid={User}", "--init-groups", "--", program, .. arguments])
            : Command(program, arguments);
    }

    /// <summary>Gives a folder to the user that the server runs as.</summary>
    public static async Task HandOverAsync(string folder)
    {
        if (IsRoot) await RunAsync(Command("chown", [$"{User}:", folder]));
    }

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed; with what it said.</exception>
    public static async Task RunAsync(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException(
                $"{start.FileName} ended with {process.ExitCode}: {string.Concat(said)}");
        }
    }

    public static ProcessStartInfo Command(string program, string[] arguments) => new(program, arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        WorkingDirectory = "/",
    };

    private static string? Find()
    {
        var versions = Directory.Exists(Installed) ? Directory.GetDirectories(Installed) : [];
        var newestFirst = versions
            .OrderByDescending(path => int.TryParse(Path.GetFileName(path), out var version) ? version : 0);
        var path = Environment.GetEnvironmentVariable("PATH") ?? "";
        return newestFirst.Select(version => Path.Combine(version, "bin")).Concat(path.Split(':'))
            .FirstOrDefault(folder => Array.TrueForAll(Needed, name => File.Exists(Path.Combine(folder, name))));
    }
}
