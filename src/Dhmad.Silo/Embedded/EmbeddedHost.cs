using Dhmad.Embedded;
using Dhmad.Grains;
using Dhmad.Silo.Embedded;
using Dhmad.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Dhmad.Silo;

/// <summary>Grains in this process, with no cluster and nothing beside it but the database.</summary>
internal static class GrainHost
{
    public static IServiceCollection AddGrainHost(this IServiceCollection services) => services
        .AddSingleton<ReminderStore>()
        .AddSingleton<GrainStateStore>()
        .AddSingleton<IReminderTable, ReminderRows>()
        .AddSingleton<IGrainStateTable, GrainStateRows>()
        .AddEmbeddedGrains(options => options.GrainAssemblies.Add(typeof(EscrowTime).Assembly));

    /// <summary>Whether this process takes calls.</summary>
    public static bool IsRunning(IServiceProvider services) => services.GetRequiredService<EmbeddedGrains>().IsRunning;
}
