namespace Dhmad.Storage.Postgres.Active;

/// <summary>
/// Judges whether the active process has gone silent. Only looks that follow each other in time count: whoever stood
/// still himself, or waited long for the server, begins to listen anew.
/// </summary>
/// <param name="silence">How long nothing must be heard.</param>
/// <param name="longestGap">Between two looks; more is no silence but deafness.</param>
/// <param name="time">Of the machine.</param>
internal sealed class SilenceWatch(TimeSpan silence, TimeSpan longestGap, TimeProvider time)
{
    private string? heard;
    private long heardAt;
    private long lookedAt;

    /// <summary>Takes what a look saw; true when it has been the same for long enough.</summary>
    public bool IsSilent(string? sign)
    {
        var now = time.GetTimestamp();
        var isDeaf = time.GetElapsedTime(lookedAt, now) > longestGap;
        lookedAt = now;
        if (sign is not null && sign == heard && !isDeaf) return time.GetElapsedTime(heardAt, now) >= silence;
        (heard, heardAt) = (sign, now);
        return false;
    }
}
