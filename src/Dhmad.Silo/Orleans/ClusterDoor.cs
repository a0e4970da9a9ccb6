using System.Data.Common;
using Dhmad.Domain;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Serialization;

namespace Dhmad.Silo;

/// <summary>The connection of a process without grains to the silos that have them.</summary>
internal static class ClusterDoor
{
    /// <summary>A silo that came or went is known so soon.</summary>
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(5);

    public static void Configure(IClientBuilder client, ClusterSettings settings)
    {
        client.Configure<ClusterOptions>(options => ClusterSilo.Name(options, settings));
        client.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = ClusterSilo.CallLimit);
        client.Configure<GatewayOptions>(options => options.GatewayListRefreshPeriod = BetweenLooks);
        client.UseAdoNetClustering(options => options.Configure<DbDataSource>(
            (clustering, source) => (clustering.Invariant, clustering.DataSource) = (ClusterSilo.Provider, source)));
        client.UseConnectionRetryFilter<FirstConnection>();
        client.Services.AddSingleton<LostSilos>()
            .AddSingleton<IOutgoingGrainCallFilter>(services => services.GetRequiredService<LostSilos>())
            .AddSingleton<IClusterConnectionStatusObserver>(services => services.GetRequiredService<LostSilos>());
        client.Services.AddHostedService<DeadSilos>();
        client.Services.AddSerializer(ClusterCodec.Configure);
    }
}
