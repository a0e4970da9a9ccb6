using Dhmad.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Dhmad.Silo;

/// <summary>Whether this node can serve: grains take calls, and the database answers with the present schema.</summary>
public sealed class ReadyCheck(Database database, IServiceProvider services, IHostApplicationLifetime life)
    : IHealthCheck
{
    public const string Name = "ready";

    /// <summary>A database that takes longer is as good as away.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        // Whoever sends requests here hears of the end before it comes.
        if (life.ApplicationStopping.IsCancellationRequested) return HealthCheckResult.Unhealthy("It is stopping.");
        try
        {
            var isRunning = await GrainHost.IsRunningAsync(services, cancellationToken)
                .WaitAsync(Limit, cancellationToken);
            if (!isRunning) return HealthCheckResult.Unhealthy("The grains do not run.");
            await database.PingAsync(cancellationToken).WaitAsync(Limit, cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception failure)
            when (failure is DatabaseUnavailableException or TimeoutException or OrleansException)
        {
            return HealthCheckResult.Unhealthy("The database or the cluster does not answer.", failure);
        }
    }
}
