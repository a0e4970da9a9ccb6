using Dhmad.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Dhmad.Silo;

/// <summary>Whether this node can serve: grains take calls, and the database answers with the present schema.</summary>
public sealed class ReadyCheck(Database database, IServiceProvider services) : IHealthCheck
{
    public const string Name = "ready";

    /// <summary>A database that takes longer is as good as away.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!GrainHost.IsRunning(services)) return HealthCheckResult.Unhealthy("The grains do not run.");
        try
        {
            await database.PingAsync(cancellationToken).WaitAsync(Limit, cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception failure) when (failure is DatabaseUnavailableException or TimeoutException)
        {
            return HealthCheckResult.Unhealthy("The database does not answer.", failure);
        }
    }
}
