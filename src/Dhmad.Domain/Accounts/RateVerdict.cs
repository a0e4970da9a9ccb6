namespace Dhmad.Domain.Accounts;

/// <summary>Whether a request passes, and what its headers say.</summary>
/// <param name="Remaining">Requests left now, never below 0.</param>
/// <param name="Reset">When the oldest counted request leaves the window, to the next whole millisecond.</param>
/// <param name="RetryAfterSeconds">Whole seconds until <paramref name="Reset"/>, at least 1; 0 when it passed.</param>
public readonly record struct RateVerdict(
    bool Passed, int Limit, int Remaining, DateTimeOffset Reset, int RetryAfterSeconds);
