using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dhmad.Embedded;

/// <summary>Adds the grain host to a process.</summary>
public static class EmbeddedGrainsSetup
{
    /// <summary>Registers <see cref="EmbeddedGrains"/>, also as <see cref="IGrainFactory"/> and
    /// <see cref="IClusterClient"/>, and starts and stops it with the process. Grains are made from the root services,
    /// so what they inject must not be scoped. Reminders need an <see cref="IReminderTable"/>, persistent state an
    /// <see cref="IGrainStateTable"/>. Grains' timers and reminders go by the <see cref="TimeProvider"/> keyed with
    /// Orleans' names, else the unkeyed one, else the system's.</summary>
    public static IServiceCollection AddEmbeddedGrains(
        this IServiceCollection services, Action<EmbeddedGrainsOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var options = new EmbeddedGrainsOptions();
        configure(options);
        services.AddSingleton(options);
        services.AddSingleton(provider => new EmbeddedGrains(
            options, services, provider, provider.GetRequiredService<ILogger<EmbeddedGrains>>()));
        services.AddSingleton<IClusterClient>(provider => provider.GetRequiredService<EmbeddedGrains>());
        services.AddSingleton<IGrainFactory>(provider => provider.GetRequiredService<EmbeddedGrains>());
        return services.AddHostedService<EmbeddedGrainsLifetime>();
    }
}
