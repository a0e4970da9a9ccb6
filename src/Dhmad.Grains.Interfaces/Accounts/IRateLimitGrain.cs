using Dhmad.Domain.Accounts;

namespace Dhmad.Grains.Accounts;

/// <summary>Counts the requests of one caller in an exact sliding window.</summary>
public interface IRateLimitGrain : IGrainWithStringKey
{
    /// <summary>Counts a request if fewer than the limit passed in the last seconds; a refused one is not counted.</summary>
    Task<RateVerdict> Count(int limit, int windowSeconds = 60);
}
