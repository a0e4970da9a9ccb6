using Dhmad.Api.Settings;
using Dhmad.Api.Setup;

namespace Dhmad.Api.Commands;

/// <summary>Runs the server until the process is told to stop.</summary>
internal static class Serve
{
    public static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var configuration = Configuration.Load();
        var settings = SettingsReader.Read(configuration);
        await using var app = ServerSetup.Build(settings, SettingsReader.UrlsOf(configuration, settings));
        await app.RunAsync(cancellationToken);
        return 0;
    }
}
