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

    /// <summary>
    /// A cluster's grain host tells keys of grains, some of which name people or open what they name.
    /// </summary>
    private const string TellsKeys = "Orleans";

    /// <summary>What it says of its nodes is heard: who joined, who is suspected, who is dead.</summary>
    private const string TellsNodes = "Orleans.Runtime.MembershipService";

    public static void AddLogs(this ILoggingBuilder logging, DhmadSettings settings)
    {
        logging.SetMinimumLevel(LogLevel.Warning);

        // What keeps the process from starting is said once, in the program's own sentence.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        foreach (var category in TellPaths) logging.AddFilter(category, LogLevel.None);
        logging.AddFilter(TellsKeys, LogLevel.None).AddFilter(TellsNodes, LogLevel.Warning);
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
