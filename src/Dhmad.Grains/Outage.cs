using Dhmad.Storage;

namespace Dhmad.Grains;

/// <summary>Failures that are foreseen: the database is away, or a call got lost.</summary>
public static class Outage
{
    /// <summary>
    /// Why, in one line without secrets and keys of grains; null when the failure is not foreseen. Of Orleans' own
    /// words only those that we reworded are told.
    /// </summary>
    public static string? Why(Exception failure) => failure switch
    {
        DatabaseUnavailableException away => away.Reason,
        TimeoutException or SiloUnavailableException => failure.Message,
        OrleansException => failure.GetType().Name,
        _ => null,
    };

    /// <summary>How a failure is logged: in one line where it is foreseen, otherwise whole.</summary>
    public static (string Why, Exception? Whole) Tell(Exception failure) =>
        Why(failure) is { } why ? (why, null) : (failure.GetType().Name, failure);
}
