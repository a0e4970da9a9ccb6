using System.Text;
using Dhmad.Api.Http;
using Dhmad.Api.OpenApi;
using Dhmad.Api.Pages;
using Dhmad.Api.Telemetry;
using Dhmad.Domain;
using Dhmad.Silo;

namespace Dhmad.Api.Setup;

/// <summary>Builds the server of a process: the part of the runtime that it is, and the doors it has.</summary>
public static class ServerSetup
{
    /// <param name="urls">Where to listen, separated by <c>;</c>.</param>
    /// <param name="before">Registers what must stand before the runtime's own parts, such as a test's clock.</param>
    public static WebApplication Build(
        DhmadSettings settings, string urls, Action<IServiceCollection>? before = null)
    {
        // Settings are read once: nothing watches the current folder, which may have any number of folders in it.
        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        builder.Logging.AddLogs(settings);
        builder.WebHost.UseUrls(urls).UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;

            // Any byte may come in a header: it is judged here, not dropped with an answer that is not ours.
            kestrel.RequestHeaderEncodingSelector = _ => Encoding.Latin1;
        });
        ListeningServer.Add(builder.Services, urls);
        before?.Invoke(builder.Services);
        builder.Services.AddDhmad(settings);
        builder.Services.AddSingleton<MetricListener>();
        return settings.Cluster.Role == NodeRole.Silo ? BuildNode(builder, settings) : BuildDoors(builder, settings);
    }

    private static WebApplication BuildDoors(WebApplicationBuilder builder, DhmadSettings settings)
    {
        builder.Services.AddApi();
        builder.Services.AddPages();
        var waitsForSilos = settings.Cluster.Role == NodeRole.Api;
        if (waitsForSilos) builder.Services.Configure<HostOptions>(host => host.ServicesStartConcurrently = true);

        var mayStandBy = builder.Services.Any(one => one.ServiceType == typeof(Standby));

        var app = BuildServer(builder, settings);
        app.UseMiddleware<RequestIds>();
        app.UseMiddleware<RequestSpans>();
        if (waitsForSilos) app.UseMiddleware<FirstAnswer>();
        if (mayStandBy) app.UseMiddleware<StandbyDoor>();
        app.UseTrustedProxies(settings);
        app.UseExplorer();
        app.UseApi();
        app.MapPages();
        app.MapApi();
        app.MapHealth();
        app.MapMetrics(settings);
        app.MapApiDocument();
        return app;
    }

    /// <summary>A silo has no doors but those that say how it is.</summary>
    private static WebApplication BuildNode(WebApplicationBuilder builder, DhmadSettings settings)
    {
        var app = BuildServer(builder, settings);
        app.MapHealth();
        app.MapMetrics(settings);
        return app;
    }

    private static WebApplication BuildServer(WebApplicationBuilder builder, DhmadSettings settings)
    {
        var app = builder.Build();
        if (settings.Logs.Json) app.Services.GetRequiredService<RequestTraceIds>();
        return app;
    }
}
