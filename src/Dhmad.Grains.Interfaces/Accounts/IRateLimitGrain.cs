using Dhmad.Domain.Accounts;

namespace Dhmad.Grains.Accounts;

/// <summary>Counts the requests of one caller in an exact sliding window.</summary>
public interface IRateLimitGrain : IGrainWithStringKey
{
    /// <summary>
    /// Counts a request if fewer than the limit passed in the last seconds; a refused one is not counted.
    /// What a silo counted is lost with it, so a call that got lost with it is made again and counted once.
    /// </summary>
    [Idempotent]
    Task<RateVerdict> Count(int limit, int windowSeconds = 60);

    /// <summary>The same without counting, for requests that are refused before they are counted.</summary>
    [Idempotent]
    Task<RateVerdict> Look(int limit, int windowSeconds = 60);
}
