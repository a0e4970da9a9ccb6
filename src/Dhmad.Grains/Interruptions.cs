using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Dhmad.Grains;

/// <summary>
/// Of what is done again and again it is said once when it begins to fail for a reason that is foreseen, and once when
/// it works again.
/// </summary>
public sealed partial class Interruptions(ILogger log)
{
    private readonly ConcurrentDictionary<string, bool> begun = new(StringComparer.Ordinal);

    /// <summary>Says that it fails, if that is new; false when nobody foresaw it, so that it must be logged whole.
    /// </summary>
    public bool TryTell(string work, Exception failure)
    {
        if (Outage.Why(failure) is not { } why) return false;
        Begin(work, why);
        return true;
    }

    /// <summary>Says that it fails, if that is new.</summary>
    public void Begin(string work, string why)
    {
        if (begun.TryAdd(work, true)) LogBegin(work, why);
    }

    /// <summary>Says that it works again, if it did not.</summary>
    public void End(string work)
    {
        if (begun.TryRemove(work, out _)) LogEnd(work);
    }
}
