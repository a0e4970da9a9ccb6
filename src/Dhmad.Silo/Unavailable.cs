using Dhmad.Grains;

namespace Dhmad.Silo;

/// <summary>Failures of what runs here that may be over when a request is repeated.</summary>
public static class Unavailable
{
    /// <summary>Why, in one line without secrets and keys of grains; null for every other failure.</summary>
    public static string? Why(Exception failure) => Outage.Why(failure);
}
