using Dhmad.Domain;
using Dhmad.Embedded;
using Dhmad.Grains;
using Dhmad.Silo.Embedded;
using Dhmad.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Dhmad.Silo;

/// <summary>Grains in this process, with no cluster and nothing beside it but the database.</summary>
public static class GrainHost
{
    /// <summary>Whose spans are grain calls.</summary>
    public const string SpanSource = EmbeddedGrains.ActivitySourceName;

    /// <summary>Why these settings cannot be used with this host, as one sentence; null when they can.</summary>
    public static string? WhyNot(DhmadSettings settings) => settings.Cluster.Role == NodeRole.All
        ? null
        : "Dhmad:Cluster:Role must be all: this build runs its grains in one process. "
            + "A cluster needs a build with -p:GrainHost=Orleans.";

    internal static IServiceCollection AddGrainHost(this IServiceCollection services, DhmadSettings _) =>
        services.AddSingleton<ReminderStore>()
            .AddSingleton<GrainStateStore>()
            .AddSingleton<IReminderTable, ReminderRows>()
            .AddSingleton<IGrainStateTable, GrainStateRows>()
            .AddEmbeddedGrains(options => options.GrainAssemblies.Add(typeof(EscrowTime).Assembly));

    /// <summary>Whether this process can call grains.</summary>
    internal static Task<bool> IsRunningAsync(IServiceProvider services, CancellationToken cancellationToken) =>
        Task.FromResult(services.GetRequiredService<EmbeddedGrains>().IsRunning);

    /// <summary>How many grains are in this process's memory.</summary>
    internal static int? CountGrains(IServiceProvider services) =>
        services.GetRequiredService<EmbeddedGrains>().ActivationCount;
}
