namespace Dhmad.Domain.Accounts;

/// <summary>The codes that count against a request for another, each list newest first and of the last hour.</summary>
/// <param name="OfBrowser">Those mailed to the same e-mail from the same browser.</param>
public sealed record CodeAllowance(
    IReadOnlyList<DateTimeOffset> OfBrowser,
    IReadOnlyList<DateTimeOffset> OfEmail,
    IReadOnlyList<DateTimeOffset> OfAddress)
{
    /// <summary>When the next code may be mailed; not after <paramref name="now"/> means at once.</summary>
    public DateTimeOffset NextAt(DateTimeOffset now)
    {
        var afterPause = OfBrowser.Count == 0 ? now : OfBrowser[0] + SignInCode.Pause;
        var forEmail = FreeAt(OfEmail, SignInCode.MaxPerHourAndEmail, now);
        var forAddress = FreeAt(OfAddress, SignInCode.MaxPerHourAndAddress, now);
        return new[] { afterPause, forEmail, forAddress }.Max();
    }

    private static DateTimeOffset FreeAt(IReadOnlyList<DateTimeOffset> codes, int limit, DateTimeOffset now) =>
        codes.Count < limit ? now : codes[limit - 1] + SignInCode.Hour;
}
