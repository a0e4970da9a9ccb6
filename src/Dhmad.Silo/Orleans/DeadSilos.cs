using Dhmad.Domain;
using Dhmad.Storage.Postgres;
using Microsoft.Extensions.Hosting;

namespace Dhmad.Silo;

/// <summary>
/// Tells a door of silos that died without a connection of it ending: one that it reaches through others only, or that
/// stands still. The cluster writes down whom it declared dead; nobody tells its clients.
/// </summary>
internal sealed class DeadSilos(DhmadSettings settings, SiloQueries silos, LostSilos lost) : BackgroundService
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        IReadOnlyList<string>? known = null;
        using var ticks = new PeriodicTimer(BetweenLooks, TimeProvider.System);
        while (await ticks.WaitForNextTickAsync(stoppingToken))
        {
            if (await ListAsync(stoppingToken) is not { } dead) continue;
            if (known is not null && dead.Except(known).Any()) lost.NotifyClusterConnectionLost();
            known = dead;
        }
    }

    /// <summary>Null where the database does not say; requests say that too.</summary>
    private async Task<IReadOnlyList<string>?> ListAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await silos.ListAsync(settings.Cluster.ClusterId, (int)SiloStatus.Dead, cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
