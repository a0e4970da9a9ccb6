using Dhmad.Api.Settings;
using Dhmad.Api.Setup;
using Dhmad.Domain;
using Dhmad.Silo.Accounts;

namespace Dhmad.Api.Commands;

/// <summary>Runs the server until the process is told to stop.</summary>
internal static class Serve
{
    public static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var configuration = Configuration.Load();
        var settings = SettingsReader.Read(configuration);
        await using var app = ServerSetup.Build(settings, SettingsReader.UrlsOf(configuration, settings));
        var seed = await SeedFirstStartAsync(app.Services, settings, cancellationToken);
        await StartAsync(app, cancellationToken);
        await Console.Out.WriteLineAsync(Banner.Text(settings, seed));
        await app.WaitForShutdownAsync(cancellationToken);
        return 0;
    }

    /// <summary>What was started before a failure, such as a port that is taken, is stopped in order.</summary>
    private static async Task StartAsync(WebApplication app, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch
        {
            await app.StopAsync(CancellationToken.None);
            throw;
        }
    }

    private static async Task<Seed?> SeedFirstStartAsync(
        IServiceProvider services, DhmadSettings settings, CancellationToken cancellationToken)
    {
        if (!settings.IsSandbox || !settings.Sandbox.Seed) return null;
        var seeding = services.GetRequiredService<Seeding>();
        return await seeding.IsFirstStartAsync(cancellationToken) ? await seeding.MakeAsync(cancellationToken) : null;
    }
}
