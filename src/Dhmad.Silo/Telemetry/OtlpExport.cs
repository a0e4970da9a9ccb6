using Dhmad.Domain;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Dhmad.Silo.Telemetry;

/// <summary>
/// Sends spans and figures to the collector that the settings name, from start to stop of the process.
/// </summary>
internal sealed class OtlpExport(DhmadSettings settings, IdSource ids, Gauges gauges) : IHostedService, IDisposable
{
    private TracerProvider? traces;
    private MeterProvider? metrics;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // They measure from here on, also for listeners that attach to the process from outside.
        GC.KeepAlive(gauges);
        if (settings.Telemetry.OtlpEndpoint is not { Length: > 0 } endpoint) return Task.CompletedTask;
        var resource = ResourceBuilder.CreateDefault()
            .AddService("dhmad", serviceInstanceId: ids.NewUuid().ToString())
            .AddAttributes([new("deployment.environment.name", Spelling.Of(settings.Environment))]);
        traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .AddSource([.. Watched.Sources])
            .AddOtlpExporter(options => Aim(options, endpoint, "v1/traces"))
            .Build();
        metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter([.. Watched.Meters])
            .AddOtlpExporter(options => Aim(options, endpoint, "v1/metrics"))
            .Build();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Sends what is not sent yet; a collector that does not answer is waited for some seconds.</summary>
    public void Dispose()
    {
        traces?.Dispose();
        metrics?.Dispose();
    }

    private static void Aim(OtlpExporterOptions options, string endpoint, string signal)
    {
        options.Protocol = OtlpExportProtocol.HttpProtobuf;
        options.Endpoint = new Uri($"{endpoint.TrimEnd('/')}/{signal}");
    }
}
