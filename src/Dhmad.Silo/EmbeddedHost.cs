using Dhmad.Embedded;
using Dhmad.Grains;
using Microsoft.Extensions.DependencyInjection;

namespace Dhmad.Silo;

/// <summary>Grains in this process, with no cluster and nothing beside it but the database.</summary>
internal static class GrainHost
{
    public static IServiceCollection AddGrainHost(this IServiceCollection services) =>
        services.AddEmbeddedGrains(options => options.GrainAssemblies.Add(typeof(EscrowTime).Assembly));

    /// <summary>Whether this process takes calls.</summary>
    public static bool IsRunning(IServiceProvider services) => services.GetRequiredService<EmbeddedGrains>().IsRunning;
}
