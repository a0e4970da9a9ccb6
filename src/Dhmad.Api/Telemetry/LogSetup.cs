using Dhmad.Domain;

namespace Dhmad.Api.Telemetry;

/// <summary>What is logged, and in which form.</summary>
internal static class LogSetup
{
    public static void AddLogs(this ILoggingBuilder logging, DhmadSettings settings)
    {
        logging.SetMinimumLevel(LogLevel.Warning);

        // What keeps the process from starting is said once, in the program's own sentence.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        logging.Services.PostConfigure<LoggerFilterOptions>(LogLimits.Enforce);
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
