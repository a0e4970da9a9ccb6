using Dhmad.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Dhmad.Silo.Telemetry;

/// <summary>What lets others watch: gauges, and the export to a collector.</summary>
internal static class TelemetrySetup
{
    public static IServiceCollection AddTelemetry(this IServiceCollection services) => services
        .AddMetrics()
        .AddSingleton<FigureQueries>()
        .AddSingleton<Gauges>()
        .AddHostedService<OtlpExport>();
}
