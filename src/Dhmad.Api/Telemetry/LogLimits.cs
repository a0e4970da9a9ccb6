namespace Dhmad.Api.Telemetry;

/// <summary>
/// What some categories of the framework may say at most. It is asked after every rule of the settings, whatever
/// category, pattern or provider the rule names, so that no setting can lift it.
/// </summary>
internal static class LogLimits
{
    /// <summary>
    /// The least level that categories with this prefix may write; the first row that fits counts. Some write paths, of
    /// which some are keys to what they lead to, or the bytes of requests that are not HTTP, or keys of grains, some of
    /// which name people or open what they name.
    /// </summary>
    private static readonly (string Prefix, LogLevel Least)[] Limits =
    [
        // Figures and spans tell the same with the route's pattern.
        ("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None),
        ("Microsoft.AspNetCore.Routing", LogLevel.None),
        ("Microsoft.AspNetCore.Server.Kestrel.BadRequests", LogLevel.None),
        ("Microsoft.AspNetCore.Server.Kestrel.Http2", LogLevel.Warning),
        ("Microsoft.AspNetCore.Server.Kestrel.Http3", LogLevel.Warning),

        // Who joined, who is suspected, who is dead.
        ("Orleans.Runtime.MembershipService", LogLevel.Warning),
        ("Orleans", LogLevel.None),

        // By it Orleans tries again to place a grain, and tells each try with a stack trace.
        ("Polly", LogLevel.None),

        // It tells every probe of a standby or of an outage, which the 503 and our own lines tell already.
        ("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None),
    ];

    /// <summary>Puts the limits on every rule that the settings made, and on what no rule speaks of.</summary>
    public static void Enforce(LoggerFilterOptions options)
    {
        LoggerFilterRule[] rules = [new(null, null, options.MinLevel, null), .. options.Rules];
        options.Rules.Clear();
        foreach (var rule in rules)
        {
            options.Rules.Add(new LoggerFilterRule(
                rule.ProviderName,
                rule.CategoryName,
                rule.LogLevel,
                (provider, category, level) =>
                    level >= LeastOf(category) && (rule.Filter?.Invoke(provider, category, level) ?? true)));
        }
    }

    private static LogLevel LeastOf(string? category)
    {
        foreach (var (prefix, least) in Limits)
        {
            if (category?.StartsWith(prefix, StringComparison.Ordinal) == true) return least;
        }

        return LogLevel.Trace;
    }
}
