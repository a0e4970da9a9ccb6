using System.Reflection;

namespace Dhmad.Embedded;

/// <summary>What the host of the grains is told.</summary>
public sealed class EmbeddedGrainsOptions
{
    /// <summary>Where the grain classes are found.</summary>
    public IList<Assembly> GrainAssemblies { get; } = [];

    /// <summary>How long an unused activation is kept, a minute at least.</summary>
    public TimeSpan CollectionAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a caller waits; noticed up to a second late.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long stopping waits for running requests and deactivations.</summary>
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Drives the two limits above and idleness, which are about the machine and not about the business:
    /// real time also where the grains' own time is made up.</summary>
    public TimeProvider HostTime { get; set; } = TimeProvider.System;

    /// <summary>Why a call failed, in one line, where that is foreseen: it is logged without its stack. Null for every
    /// other failure.</summary>
    public Func<Exception, string?> Foreseen { get; set; } = _ => null;

    /// <summary>False: the grains wait for <see cref="EmbeddedGrains.Start"/>, for a process that stands by.</summary>
    public bool StartWithHost { get; set; } = true;
}
