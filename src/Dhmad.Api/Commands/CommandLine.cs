using System.CommandLine;
using Dhmad.Api.Settings;
using Dhmad.Silo;
using Dhmad.Storage;

namespace Dhmad.Api.Commands;

/// <summary>What <c>dhmad</c> can be told: to serve, which is the default, or one of its commands.</summary>
public static class CommandLine
{
    private const int Stopped = 0;
    private const int Failed = 1;

    /// <summary>
    /// How long a process that is told to stop may take: to drain, and then what the host gives its parts.
    /// </summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromMinutes(6);

    /// <summary>Runs one command; the result is the process's exit code.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Dhmad, an escrow server. Without a command it serves; settings are under Dhmad:.");
        root.SetAction((_, cancellationToken) => GuardAsync(() => ServeAsync(cancellationToken)));
        root.Add(SeedCommand());
        var verify = VerifyCommand();
        root.Add(verify);
        root.Add(MigrateCommand());
        root.Add(HealthCommand());
        var parsed = root.Parse(args);
        var exit = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = StopLimit });
        return parsed.Errors.Count > 0 && parsed.CommandResult.Command == verify ? Verify.Unreadable : exit;
    }

    /// <summary>Whether an operator can put it right: then one sentence says what, not a stack trace.</summary>
    internal static bool IsForOperators(Exception failure) =>
        failure is SettingsException or SecretKeyException
            or DatabaseRefusedException or DatabaseUnavailableException
            or IOException or UnauthorizedAccessException or InvalidDataException;

    /// <summary>Whoever is told to stop before the start is complete has stopped as told.</summary>
    private static async Task<int> ServeAsync(CancellationToken cancellationToken)
    {
        // Signals are listened for as soon as a command gives way for the first time, and opening a database does not.
        await Task.Yield();
        try
        {
            return await Serve.RunAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Stopped;
        }
    }

    private static Command SeedCommand()
    {
        var json = new Option<bool>("--json") { Description = "Print one JSON object for scripts." };
        var seed = new Command("seed", "Make another sandbox developer and print its secrets.") { json };
        seed.SetAction((parsed, cancellationToken) =>
            GuardAsync(() => MakeSeed.RunAsync(parsed.GetValue(json), cancellationToken)));
        return seed;
    }

    private static Command VerifyCommand()
    {
        var verify = new Command("verify", "Check the books. Exit code 0: all hold, 1: one fails, 2: unreadable.");
        verify.SetAction((_, cancellationToken) => Verify.RunAsync(cancellationToken));
        return verify;
    }

    private static Command MigrateCommand()
    {
        var migrate = new Command("migrate", "Bring the schema up to date and end, without serving.");
        migrate.SetAction((_, cancellationToken) => GuardAsync(() => Migrate.RunAsync(cancellationToken)));
        return migrate;
    }

    private static Command HealthCommand()
    {
        var live = new Option<bool>("--live") { Description = "Ask whether it runs, not whether it can serve." };
        var health = new Command("health", "Ask the server of this machine. Exit code 0: ready, 1: not.") { live };
        health.SetAction((parsed, cancellationToken) =>
            GuardAsync(() => AskHealth.RunAsync(parsed.GetValue(live) ? "live" : "ready", cancellationToken)));
        return health;
    }

    private static async Task<int> GuardAsync(Func<Task<int>> command)
    {
        try
        {
            return await command();
        }
        catch (Exception failure) when (IsForOperators(failure))
        {
            await Console.Error.WriteLineAsync($"dhmad: {failure.Message}");
            return Failed;
        }
    }
}
