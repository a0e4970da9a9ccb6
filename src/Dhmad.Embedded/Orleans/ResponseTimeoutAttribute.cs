using System.Globalization;

namespace Orleans;

/// <summary>How long a caller of this interface method waits, for instance <c>"00:00:05"</c>, in place of the host's
/// setting.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ResponseTimeoutAttribute(string timeout) : Attribute
{
    /// <summary>The limit.</summary>
    public TimeSpan Timeout { get; } = TimeSpan.Parse(timeout, CultureInfo.InvariantCulture);
}
