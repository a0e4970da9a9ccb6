using Dhmad.Domain.Accounts;

namespace Dhmad.Grains.Accounts;

/// <summary>
/// The sliding window of one caller, in memory only: what was counted before a restart has left it soon anyway.
/// </summary>
public sealed class RateLimitGrain(TimeProvider time) : Grain, IRateLimitGrain
{
    private readonly SlidingWindow window = new();

    public Task<RateVerdict> Count(int limit, int windowSeconds) =>
        Task.FromResult(window.Count(time.GetUtcNow(), limit, TimeSpan.FromSeconds(windowSeconds)));

    public Task<RateVerdict> Look(int limit, int windowSeconds) =>
        Task.FromResult(window.Look(time.GetUtcNow(), limit, TimeSpan.FromSeconds(windowSeconds)));
}
