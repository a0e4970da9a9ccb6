using System.Data.Common;
using Dhmad.Domain;
using Dhmad.Storage;
using Dhmad.Storage.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Dhmad.Silo;

/// <summary>
/// Grains in a cluster on PostgreSQL: this process is one of its silos, or a door that asks them (decision 0010).
/// </summary>
public static class GrainHost
{
    /// <summary>Whose spans are grain calls.</summary>
    public const string SpanSource = "Dhmad.Silo";

    /// <summary>Whether a grain may run in another process than who asked it, where only a span knows the trace.
    /// </summary>
    public static bool CallsLeaveTheProcess => true;

    /// <summary>
    /// Grains that are asked at once whether a silo answers. By its key a call goes through one silo or another, of
    /// which one may stand still while others serve.
    /// </summary>
    private const int WaysToSilos = 16;

    /// <summary>Why these settings cannot be used with this host, as one sentence; null when they can.</summary>
    public static string? WhyNot(DhmadSettings settings) => string.IsNullOrEmpty(settings.SecretKey)
        ? "Dhmad:SecretKey is required in a cluster: the same 32 random bytes in base64 for every process."
        : null;

    /// <summary>Why this host cannot use the database, as one sentence; null when it can.</summary>
    public static string? WhyNotDatabase(DhmadSettings settings) => settings.IsPostgres
        ? null
        : "Dhmad:Database must be a PostgreSQL connection string: this build runs its grains in a cluster, "
            + "and a SQLite file serves one process only.";

    /// <summary>
    /// Runs a request again, for as long as a silo that died is looked for, while its grain calls get lost. Only for
    /// requests that do the same once or twice.
    /// </summary>
    public static Task<T> RepeatLostAsync<T>(DhmadSettings settings, Func<Task<T>> run) =>
        LostCalls.RepeatAsync(LostCalls.LimitOf(settings.Cluster), run, mayRepeat: () => true);

    /// <summary>The cluster that this process is of.</summary>
    internal static string? Cluster(DhmadSettings settings) => settings.Cluster.ClusterId;

    /// <summary>Silos serve all at once.</summary>
    internal static bool MayStandBy(DhmadSettings _) => false;

    internal static IServiceCollection AddGrainHost(this IServiceCollection services, DhmadSettings settings)
    {
        services.TryAddSingleton<DbDataSource>(provider =>
            ((PostgresDatabase)provider.GetRequiredService<Database>()).Source);
        services.AddSingleton<SiloQueries>()
            .AddSingleton<IOutgoingGrainCallFilter, CallFailures>()
            .AddSingleton<IOutgoingGrainCallFilter, LostCalls>()
            .AddSingleton<IOutgoingGrainCallFilter, CallTraces>()
            .AddSingleton<IIncomingGrainCallFilter, CallTraces>();
        if (settings.Cluster.Role == NodeRole.Api)
            return services.AddOrleansClient(client => ClusterDoor.Configure(client, settings.Cluster));
        SiloAddress.Require(settings.Cluster);
        services.AddSingleton<RuntimeQueries>().AddHostedService<OneRuntime>()
            .AddSingleton<SignsOfLife>().AddHostedService<TakenAddress>().AddHostedService<UnreachedSilos>();
        return services.AddOrleans(silo => ClusterSilo.Configure(silo, settings.Cluster));
    }

    /// <summary>Null: Orleans has a figure of its own for it.</summary>
    internal static int? CountGrains(IServiceProvider _) => null;

    /// <summary>Whether this process can call grains: it is an active silo, or one answers it.</summary>
    internal static async Task<bool> IsRunningAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        if (services.GetService<ISiloStatusOracle>() is { } silo) return silo.CurrentStatus == SiloStatus.Active;
        if (!services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.IsCancellationRequested)
            return false;
        var grains = services.GetRequiredService<IGrainFactory>();
        var answers = Enumerable.Range(0, WaysToSilos).Select(way => grains.GetGrain<IAnswerGrain>(way).Answer());
        await foreach (var answer in Task.WhenEach(answers).WithCancellation(cancellationToken))
        {
            if (answer.IsCompletedSuccessfully) return true;
        }

        return false;
    }
}
