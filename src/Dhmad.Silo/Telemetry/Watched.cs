namespace Dhmad.Silo.Telemetry;

/// <summary>Whose spans and figures leave this process when an operator asks for them.</summary>
public static class Watched
{
    /// <summary>Activity sources: requests, grain calls, commits and attempts.</summary>
    public static readonly IReadOnlyList<string> Sources =
        ["Microsoft.AspNetCore", Storage.Telemetry.Name, GrainHost.SpanSource];

    /// <summary>Meters: requests, connections, our own, the grain host's in a cluster, and the runtime's.</summary>
    public static readonly IReadOnlyList<string> Meters =
    [
        Storage.Telemetry.Name,
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel",
        "Microsoft.Orleans",
        "System.Runtime",
    ];
}
