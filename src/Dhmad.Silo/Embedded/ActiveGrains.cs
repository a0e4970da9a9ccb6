using Dhmad.Embedded;
using Dhmad.Grains.Webhooks;
using Microsoft.Extensions.Hosting;

namespace Dhmad.Silo.Embedded;

/// <summary>
/// The grains of the active process: with its place it loses all of them, and starts anew from the rows.
/// </summary>
internal sealed class ActiveGrains(EmbeddedGrains grains, Attempts attempts) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        grains.Start();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await grains.StopAsync(cancellationToken);
        attempts.BreakOff();
    }
}
