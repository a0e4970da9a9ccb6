using System.CommandLine;
using Dhmad.Api.Settings;
using Dhmad.Storage;

namespace Dhmad.Api.Commands;

/// <summary>What <c>dhmad</c> can be told: to serve, which is the default, or one of its commands.</summary>
public static class CommandLine
{
    private const int Failed = 1;

    /// <summary>Runs one command; the result is the process's exit code.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Dhmad, an escrow server. Without a command it serves.");
        root.SetAction((_, cancellationToken) => GuardAsync(() => Serve.RunAsync(cancellationToken)));
        return await root.Parse(args).InvokeAsync();
    }

    /// <summary>What an operator can put right ends in one sentence, not in a stack trace.</summary>
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

    private static bool IsForOperators(Exception failure) =>
        failure is SettingsException or DatabaseRefusedException or DatabaseUnavailableException or IOException;
}
