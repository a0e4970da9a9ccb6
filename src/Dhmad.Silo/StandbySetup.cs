using Dhmad.Domain;
using Dhmad.Storage.Postgres;
using Dhmad.Storage.Postgres.Active;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dhmad.Silo;

/// <summary>What runs only in the active of several processes on one database.</summary>
internal static class StandbySetup
{
    /// <summary>The lock, and what waits for it; the lock goes by the machine's time, as all about processes does.
    /// </summary>
    public static IServiceCollection AddStandby(this IServiceCollection services) => services
        .AddSingleton(provider => new ActiveLock(
            provider.GetRequiredService<PostgresOptions>(),
            TimeSpan.FromMilliseconds(provider.GetRequiredService<DhmadSettings>().Cluster.StandbySilenceMilliseconds),
            TimeProvider.System))
        .AddSingleton<Standby>()
        .AddHostedService(provider => provider.GetRequiredService<Standby>());

    /// <summary>Started in this order when the process becomes active, and stopped in the opposite one.</summary>
    public static IServiceCollection AddPart<T>(this IServiceCollection services)
        where T : class, IHostedService => services.AddKeyedSingleton<IHostedService, T>(Standby.Parts);

    /// <summary>What goes on beside the calls: as long as the process runs, or only while it is active.</summary>
    public static IServiceCollection AddLoop<T>(this IServiceCollection services, DhmadSettings settings)
        where T : BackgroundService =>
        GrainHost.MayStandBy(settings) ? services.AddPart<T>() : services.AddHostedService<T>();
}
