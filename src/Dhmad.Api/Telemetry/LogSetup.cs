using Dhmad.Domain;

namespace Dhmad.Api.Telemetry;

/// <summary>What is logged, and in which form.</summary>
internal static class LogSetup
{
    /// <summary>
    /// Categories of the framework that write whole paths, some of which are keys to what they lead to: they never
    /// speak, however much an operator asks to hear. Their figures and spans tell the same with the route's pattern.
    /// </summary>
    private static readonly string[] TellPaths =
    [
        "Microsoft.AspNetCore.Hosting.Diagnostics",
        "Microsoft.AspNetCore.Routing",
    ];

    public static void AddLogs(this ILoggingBuilder logging, DhmadSettings settings)
    {
        logging.SetMinimumLevel(LogLevel.Warning);

        // What keeps the process from starting is said once, in the program's own sentence.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        foreach (var category in TellPaths) logging.AddFilter(category, LogLevel.None);
        if (!settings.Logs.Json) return;
        logging.Services.AddSingleton<RequestTraceIds>();
        logging.AddJsonConsole(json =>
        {
            json.IncludeScopes = true;
            json.UseUtcTimestamp = true;
            json.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
        });
    }
}
