namespace Dhmad.Domain.Accounts;

/// <summary>The latest failures to sign in with a password under one e-mail, newest first.</summary>
/// <param name="OfAddress">Those from the address that asks now.</param>
public sealed record LoginFailures(IReadOnlyList<DateTimeOffset> OfAddress, IReadOnlyList<DateTimeOffset> Everywhere)
{
    public const int MaxOfAddress = 5;
    public const int MaxEverywhere = 50;

    /// <summary>The stretch in which failures add up, and how long an account waits then.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    /// <summary>How far back failures can still matter: a stretch of failures, and the wait after it.</summary>
    public static readonly TimeSpan Remembered = Window + Window;

    /// <summary>How long the account must still wait; zero or less when it need not.</summary>
    public TimeSpan WaitAt(DateTimeOffset now)
    {
        var forAddress = Wait(OfAddress, MaxOfAddress, now);
        var everywhere = Wait(Everywhere, MaxEverywhere, now);
        return forAddress > everywhere ? forAddress : everywhere;
    }

    private static TimeSpan Wait(IReadOnlyList<DateTimeOffset> failures, int limit, DateTimeOffset now)
    {
        if (failures.Count < limit || failures[0] - failures[limit - 1] > Window) return TimeSpan.Zero;
        return failures[0] + Window - now;
    }
}
