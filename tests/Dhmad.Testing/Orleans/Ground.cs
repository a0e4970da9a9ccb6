using System.Data.Common;
using Dhmad.Domain;
using Dhmad.Silo;
using Dhmad.Storage;
using Dhmad.Storage.Postgres;
using Dhmad.Testing.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Reminders;

namespace Dhmad.Testing;

/// <summary>What a test's runtime stands on: a cluster of silos, each with ports of its own, and a PostgreSQL database.</summary>
internal sealed class Ground : IAsyncDisposable
{
    private const string SecretKey = "dGhlIHNlY3JldCBvZiBhIGNsdXN0ZXIgb2YgdGVzdHM=";

    /// <summary>Tests run where much else does: a slow silo is not dead.</summary>
    private const int MuchSilence = 60;

    /// <summary>
    /// Orleans 10.4.2 places a grain within this much of a test's time, whichever clocks it is given, and loses the call
    /// if that passes meanwhile. More is not allowed.
    /// </summary>
    private static readonly TimeSpan LongestPlacement = TimeSpan.FromDays(1);

    private readonly string database;
    private readonly string cluster;
    private readonly Traffic traffic = new();
    private PostgresDatabase? open;

    private Ground(string database, string cluster) => (this.database, this.cluster) = (database, cluster);

    /// <summary>How a runtime that no test needs any more is stopped: at once, for in order takes seconds.</summary>
    public static CancellationToken AtTheEnd => new(canceled: true);

    /// <summary>Two, so that about half of all calls leave their process.</summary>
    public static int Nodes(ClusterPlan plan) => plan.Silos;

    public static async Task<Ground> LayAsync()
    {
        var server = await PostgresServer.SharedAsync();
        return new Ground(await server.CreateDatabaseAsync(), "here");
    }

    /// <summary>The same rows for another cluster, which knows nothing of this one.</summary>
    public Ground Beside() => new(database, cluster + "-beside");

    /// <summary>The settings of a node here, on ports of its own.</summary>
    public DhmadSettings Of(DhmadSettings settings) => settings with
    {
        Database = database,
        SecretKey = settings.SecretKey ?? SecretKey,
        Cluster = settings.Cluster with
        {
            ClusterId = cluster,
            SiloPort = Ports.Free(),
            GatewayPort = Ports.Free(),
            SilenceSeconds = MuchSilence,
        },
    };

    /// <summary>All nodes here share one connection pool.</summary>
    public async Task<Database> OpenAsync(DhmadSettings settings, TimeProvider time) => open =
        (PostgresDatabase)await StorageSetup.OpenDatabaseAsync(
            settings, DatabaseRole.Server, time, CancellationToken.None);

    /// <summary>What a node needs beside what every process has.</summary>
    public void AddTo(IServiceCollection services)
    {
        services.AddSingleton<DbDataSource>(open!.Source);
        services.AddSingleton<IIncomingGrainCallFilter>(traffic);
        services.AddSingleton<IOutgoingGrainCallFilter>(traffic);
        services.AddKeyedSingleton<TimeProvider>(
            TimeProviderNames.Grains, (silo, _) => new GrainClock(Time(silo), traffic, silo));
        services.AddKeyedSingleton<TimeProvider>(
            ReminderTimeProviderNames.Reminders, (silo, _) => new ReminderClock(Time(silo), traffic));
        services.Configure<SiloMessagingOptions>(options => options.PlacementTimeout = LongestPlacement);
    }

    /// <summary>Whether no grain has anything to do.</summary>
    public bool IsQuiet(IReadOnlyList<IHost> _) => traffic.IsQuiet;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static TimeProvider Time(IServiceProvider silo) => silo.GetRequiredService<TimeProvider>();
}
