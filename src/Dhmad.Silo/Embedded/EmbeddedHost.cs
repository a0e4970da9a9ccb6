using Dhmad.Domain;
using Dhmad.Embedded;
using Dhmad.Grains;
using Dhmad.Silo.Embedded;
using Dhmad.Storage;
using Dhmad.Storage.Postgres;
using Microsoft.Extensions.DependencyInjection;

namespace Dhmad.Silo;

/// <summary>Grains in this process, with no cluster and nothing beside it but the database.</summary>
public static class GrainHost
{
    /// <summary>Whose spans are grain calls.</summary>
    public const string SpanSource = EmbeddedGrains.ActivitySourceName;

    /// <summary>Whether a grain may run in another process than who asked it, where only a span knows the trace.
    /// </summary>
    public static bool CallsLeaveTheProcess => false;

    /// <summary>Why these settings cannot be used with this host, as one sentence; null when they can.</summary>
    public static string? WhyNot(DhmadSettings settings) => settings.Cluster.Role == NodeRole.All
        ? null
        : "Dhmad:Cluster:Role must be all: this build runs its grains in one process. "
            + "A cluster needs a build with -p:GrainHost=Orleans.";

    /// <summary>Why this host cannot use the database; null: it uses each.</summary>
    public static string? WhyNotDatabase(DhmadSettings _) => null;

    /// <summary>The cluster that this process is of: none.</summary>
    internal static string? Cluster(DhmadSettings _) => null;

    /// <summary>Runs a request; its grain calls get lost with this process only.</summary>
    public static Task<T> RepeatLostAsync<T>(DhmadSettings _, Func<Task<T>> run) => run();

    /// <summary>Whether several processes may have one database, of which one is active; a file serves one only.
    /// </summary>
    internal static bool MayStandBy(DhmadSettings settings) => settings.IsPostgres;

    internal static IServiceCollection AddGrainHost(this IServiceCollection services, DhmadSettings settings)
    {
        services.AddSingleton<ReminderStore>()
            .AddSingleton<GrainStateStore>()
            .AddSingleton<IReminderTable, ReminderRows>()
            .AddSingleton<IGrainStateTable, GrainStateRows>()
            .AddEmbeddedGrains(options =>
            {
                options.GrainAssemblies.Add(typeof(EscrowTime).Assembly);
                options.Foreseen = Outage.Why;
                options.StartWithHost = !MayStandBy(settings);
            });
        return MayStandBy(settings)
            ? services.AddSingleton<RuntimeQueries>().AddHostedService<OneRuntime>()
                .AddStandby().AddPart<ActiveGrains>()
            : services;
    }

    /// <summary>Whether this process can call grains.</summary>
    internal static async Task<bool> IsRunningAsync(IServiceProvider services, CancellationToken cancellationToken) =>
        services.GetService<Standby>() is { } standby
            ? await standby.MayServeAsync()
            : services.GetRequiredService<EmbeddedGrains>().IsRunning;

    /// <summary>How many grains are in this process's memory.</summary>
    internal static int? CountGrains(IServiceProvider services) =>
        services.GetRequiredService<EmbeddedGrains>().ActivationCount;
}
