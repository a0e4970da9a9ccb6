using Dhmad.Api.Settings;
using Dhmad.Api.Setup;
using Microsoft.Extensions.Hosting;

namespace Dhmad.Bench.Http;

/// <summary>The server as the product builds it, in a process of its own, with nothing added.</summary>
public static class ProductServer
{
    public static async Task<int> RunAsync()
    {
        var configuration = Configuration.Load();
        var settings = SettingsReader.Read(configuration);
        await using var app = ServerSetup.Build(settings, SettingsReader.UrlsOf(configuration, settings));
        await app.StartAsync();
        await app.WaitForShutdownAsync();
        return 0;
    }
}
