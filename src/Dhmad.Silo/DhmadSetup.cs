using Dhmad.Domain;
using Dhmad.Grains;
using Dhmad.Silo.Accounts;
using Dhmad.Silo.Escrows;
using Dhmad.Silo.Payments;
using Dhmad.Silo.Telemetry;
using Dhmad.Silo.Webhooks;
using Dhmad.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Dhmad.Silo;

/// <summary>The composition root: everything that runs together in one node. Each room adds its own part.</summary>
public static class DhmadSetup
{
    /// <summary>
    /// Registers the part of the runtime that this process is, and starts it with the process. What is registered
    /// before, such as a clock, a source of ids or a database, is kept.
    /// </summary>
    public static IServiceCollection AddDhmad(this IServiceCollection services, DhmadSettings settings)
    {
        services.AddDhmadStores(settings, DatabaseRole.Server)
            .AddTelemetry()
            .AddPayments(settings)
            .AddGrainHost(settings);
        if (settings.Cluster.Role != NodeRole.Api) services.AddGrains(settings);
        services.AddHealthChecks().AddCheck<ReadyCheck>(ReadyCheck.Name);
        return services;
    }

    /// <summary>
    /// What commands need beside a running server: settings, time, ids, secrets and stores, but no grains.
    /// </summary>
    public static IServiceCollection AddDhmadStores(
        this IServiceCollection services, DhmadSettings settings, DatabaseRole role)
    {
        services.AddLogging();
        services.AddSingleton(settings);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IdSource, SecureIds>();
        services.TryAddSingleton<EscrowTime>();
        services.TryAddSingleton(provider =>
        {
            var ids = provider.GetRequiredService<IdSource>();
            return new Sealer(SecretKey.Load(settings, ids), ids);
        });
        return services.AddStores(role);
    }

    /// <summary>What grains need where they live, and what goes on beside their calls.</summary>
    private static void AddGrains(this IServiceCollection services, DhmadSettings settings) => services
        .AddEscrows()
        .AddAccounts(settings)
        .AddWebhooks()
        .AddLoop<Sweep>(settings)
        .AddLoop<OldRows>(settings);
}
