using Dhmad.Api.Settings;
using Dhmad.Api.Setup;
using Dhmad.Domain;
using Dhmad.Silo;
using Dhmad.Silo.Accounts;
using Dhmad.Storage;

namespace Dhmad.Api.Commands;

/// <summary>Runs the server until the process is told to stop.</summary>
internal static class Serve
{
    public static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var configuration = Configuration.Load();
        var settings = SettingsReader.Read(configuration);
        await using var app = ServerSetup.Build(settings, SettingsReader.UrlsOf(configuration, settings));
        using var told = cancellationToken.Register(app.Lifetime.StopApplication);

        // First: a host that fails halfway through its start hides what is wrong with the database.
        _ = app.Services.GetRequiredService<Database>();
        var seed = await SeedFirstStartAsync(app.Services, settings, cancellationToken);
        if (!await LaunchAsync(app, settings, seed)) return 0;

        await TellAsync(app, settings, seed);
        await StopAsync(app, settings.Cluster);
        return 0;
    }

    /// <summary>
    /// Where every line is JSON, only secrets that are shown this once may stand between them.
    /// </summary>
    private static async Task TellAsync(WebApplication app, DhmadSettings settings, Seed? seed)
    {
        if (settings.Logs.Json && seed is null) return;
        var stopping = app.Lifetime.ApplicationStopping;
        if (app.Services.GetService<Standby>() is { FirstTurn: { IsCompleted: false } turn })
        {
            // Of two that are started at once, the one that seeds need not be the one that serves.
            await Console.Out.WriteLineAsync(Banner.StandingBy(settings, seed));
            await Task.WhenAny(turn, Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stopping));
            if (!turn.IsCompleted || settings.Logs.Json) return;
            seed = null;
        }

        await Console.Out.WriteLineAsync(Banner.Text(settings, seed));
    }

    /// <summary>False when it was told to stop before it was ready.</summary>
    private static async Task<bool> LaunchAsync(WebApplication app, DhmadSettings settings, Seed? seed)
    {
        var isUp = false;
        try
        {
            return isUp = await app.LaunchAsync();
        }
        finally
        {
            // It is written whatever became of the start, and no later one makes another.
            if (!isUp && seed is not null) await Console.Out.WriteLineAsync(Banner.FirstStart(settings, seed));
        }
    }

    /// <summary>
    /// From the word on it is not ready; then the doors close, what was asked is answered, and the grains rest.
    /// </summary>
    private static async Task StopAsync(WebApplication app, ClusterSettings cluster)
    {
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var word = app.Lifetime.ApplicationStopping.Register(told.SetResult);
        await told.Task;
        var time = app.Services.GetRequiredService<TimeProvider>();
        await Task.Delay(TimeSpan.FromSeconds(cluster.DrainSeconds), time, CancellationToken.None);
        await app.StopAsync(CancellationToken.None);
    }

    private static async Task<Seed?> SeedFirstStartAsync(
        IServiceProvider services, DhmadSettings settings, CancellationToken cancellationToken)
    {
        if (!settings.IsSandbox || !settings.Sandbox.Seed || settings.Cluster.Role == NodeRole.Silo) return null;
        var seeding = services.GetRequiredService<Seeding>();
        if (!await seeding.IsFirstStartAsync(cancellationToken)) return null;
        return await seeding.MakeFirstAsync(cancellationToken);
    }
}
