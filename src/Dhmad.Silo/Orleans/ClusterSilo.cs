using System.Data.Common;
using System.Net;
using Dhmad.Domain;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Configuration;
using Orleans.Reminders;
using Orleans.Serialization;
using Orleans.Storage;
using Options = Microsoft.Extensions.Options.Options;

namespace Dhmad.Silo;

/// <summary>One node of the cluster that grains live in.</summary>
internal static class ClusterSilo
{
    /// <summary>By this name Orleans finds the provider of the connections that the database makes.</summary>
    public const string Provider = "Npgsql";

    /// <summary>As the embedded host has it.</summary>
    public static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(30);

    /// <summary>So often a silo writes down that it lives.</summary>
    public static readonly TimeSpan BetweenSignsOfLife = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan BetweenProbes = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan IdleLimit = TimeSpan.FromMinutes(15);

    /// <summary>The silo's own loops; a test's clock must not move them.</summary>
    private static readonly string[] OwnClocks =
    [
        TimeProviderNames.ActivationManagement,
        TimeProviderNames.GrainDirectory,
        TimeProviderNames.Membership,
        TimeProviderNames.Messaging,
        TimeProviderNames.SystemTimers,
    ];

    public static void Configure(ISiloBuilder silo, ClusterSettings settings)
    {
        silo.Configure<ClusterOptions>(options => Name(options, settings));
        silo.ConfigureEndpoints(
            IPAddress.Parse(settings.AdvertisedAddress), settings.SiloPort, settings.GatewayPort);
        silo.Configure<ClusterMembershipOptions>(options => FindDeadSilos(options, settings.SilenceSeconds));
        silo.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = CallLimit);
        silo.Configure<GrainCollectionOptions>(options => options.CollectionAge = IdleLimit);
        silo.Services.AddSerializer(ClusterCodec.Configure);
        UseDatabase(silo);
        UseClocks(silo.Services);
    }

    /// <summary>Silos and their clients must say the same.</summary>
    public static void Name(ClusterOptions options, ClusterSettings settings) =>
        (options.ServiceId, options.ClusterId) = (settings.ServiceId, settings.ClusterId);

    /// <summary>
    /// One probe a second; one silo's word is enough. The price of finding the dead soon is that a silo which stands
    /// still as long is declared dead although it lives: it then ends itself, and versions refuse its commits. Nobody
    /// is suspected who was heard within the longest timeout times the probes that may be missed; left alone, the
    /// longest would make that four times the silence that was set.
    /// </summary>
    private static void FindDeadSilos(ClusterMembershipOptions options, int silenceSeconds)
    {
        options.ProbeTimeout = BetweenProbes;
        options.MinProbeTimeout = BetweenProbes;
        options.MaxProbeTimeout = BetweenProbes;
        options.NumMissedProbesLimit = silenceSeconds;
        options.NumVotesForDeathDeclaration = 1;
        options.TableRefreshTimeout = TimeSpan.FromSeconds(5);
        options.IAmAliveTablePublishTimeout = BetweenSignsOfLife;
    }

    private static void UseDatabase(ISiloBuilder silo)
    {
        silo.UseAdoNetClustering(options => options.Configure<DbDataSource>(
            (clustering, source) => (clustering.Invariant, clustering.DataSource) = (Provider, source)));
        silo.UseAdoNetReminderService(options => options.Configure<DbDataSource>(
            (reminders, source) => (reminders.Invariant, reminders.DataSource) = (Provider, source)));
        silo.AddAdoNetGrainStorageAsDefault(options => options.Configure<DbDataSource>((storage, source) =>
        {
            (storage.Invariant, storage.DataSource) = (Provider, source);
            storage.GrainStorageSerializer = new SystemTextJsonGrainStorageSerializer(
                Options.Create(new SystemTextJsonGrainStorageSerializerOptions()));
        }));
    }

    private static void UseClocks(IServiceCollection services)
    {
        string[] ofGrains = [TimeProviderNames.Grains, ReminderTimeProviderNames.Reminders];
        foreach (var key in ofGrains)
            services.TryAddKeyedSingleton(key, (provider, _) => provider.GetRequiredService<TimeProvider>());
        foreach (var key in OwnClocks) services.AddKeyedSingleton(key, TimeProvider.System);
    }
}
