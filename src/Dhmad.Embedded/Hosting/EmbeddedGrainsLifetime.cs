using Microsoft.Extensions.Hosting;

namespace Dhmad.Embedded;

/// <summary>Starts and stops the grains with the process.</summary>
internal sealed class EmbeddedGrainsLifetime(EmbeddedGrains grains, EmbeddedGrainsOptions options) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.StartWithHost) grains.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => grains.StopAsync(cancellationToken);
}
