namespace Dhmad.Domain.Accounts;

/// <summary>One signed-in browser; its cookie's value is kept only as a hash.</summary>
public sealed record SignIn(
    string CookieHash,
    string UserId,
    string Address,
    string? BrowserName,
    DateTimeOffset CodeAt,
    DateTimeOffset UsedAt,
    DateTimeOffset? EndedAt = null)
{
    /// <summary>How long it lasts without use.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromHours(12);

    /// <summary>How long it lasts at most after its code.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    public const int MaxBrowserNameLength = 300;

    public DateTimeOffset EndsAt => UsedAt + Idle < CodeAt + Longest ? UsedAt + Idle : CodeAt + Longest;

    public bool IsGoodAt(DateTimeOffset now) => EndedAt is null && now < EndsAt;
}
