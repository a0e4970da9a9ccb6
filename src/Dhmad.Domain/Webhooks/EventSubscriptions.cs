namespace Dhmad.Domain.Webhooks;

/// <summary>The event types an endpoint asks for: at least one, each known, none twice, no wildcards.</summary>
public static class EventSubscriptions
{
    /// <summary>What an endpoint gets that names nothing.</summary>
    public static readonly IReadOnlyList<string> Default = ["escrow.status.updated"];

    /// <summary>Field path to text, as <c>VALIDATION_FAILED</c> shows it, for all that is wrong.</summary>
    public static IReadOnlyDictionary<string, string> Faults(
        IReadOnlyList<string> events, IReadOnlySet<string> known)
    {
        var faults = new Dictionary<string, string>(StringComparer.Ordinal);
        if (events.Count == 0) faults["events"] = "must not be empty";

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < events.Count; i++)
        {
            if (!known.Contains(events[i])) faults[$"events[{i}]"] = "is not an event type";
            else if (!seen.Add(events[i])) faults[$"events[{i}]"] = "is there twice";
        }

        return faults;
    }
}
