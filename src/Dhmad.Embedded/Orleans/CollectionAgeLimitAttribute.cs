using System.Globalization;

namespace Orleans;

/// <summary>How long an activation of this class may be idle, at least a minute, in place of the host's setting.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class CollectionAgeLimitAttribute : Attribute
{
    private readonly TimeSpan? written;

    /// <summary>The age as the sum of the properties.</summary>
    public CollectionAgeLimitAttribute()
    {
    }

    /// <summary>The age as text, for instance <c>"00:05:00"</c>.</summary>
    public CollectionAgeLimitAttribute(string inactivityPeriod) =>
        written = TimeSpan.Parse(inactivityPeriod, CultureInfo.InvariantCulture);

    /// <summary>Days of the age.</summary>
    public double Days { get; set; }

    /// <summary>Hours of the age.</summary>
    public double Hours { get; set; }

    /// <summary>Minutes of the age.</summary>
    public double Minutes { get; set; }

    /// <summary>True: never deactivated for being idle.</summary>
    public bool AlwaysActive { get; set; }

    internal TimeSpan Age =>
        written ?? TimeSpan.FromDays(Days) + TimeSpan.FromHours(Hours) + TimeSpan.FromMinutes(Minutes);
}
