namespace Orleans.Runtime;

/// <summary>Keys under which a host may register a <see cref="TimeProvider"/> of its own for one purpose.</summary>
public static class TimeProviderNames
{
    /// <summary>Drives grain timers and <c>DelayDeactivation</c>.</summary>
    public const string Grains = "Orleans.Grains";
}
