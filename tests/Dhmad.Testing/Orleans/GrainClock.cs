using Microsoft.Extensions.DependencyInjection;

namespace Dhmad.Testing;

/// <summary>
/// The clock of timers in a silo. Orleans 10.4.2 also counts its own parts' seconds by it, in which no test is interested.
/// </summary>
internal sealed class GrainClock(TimeProvider time, Traffic traffic, IServiceProvider services)
    : SameTime(time, traffic)
{
    protected override bool IsOurs() =>
        services.GetRequiredService<IGrainContextAccessor>().GrainContext?.GrainInstance is Grain;
}
