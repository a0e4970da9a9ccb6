using System.Diagnostics;

namespace Dhmad.Api.Telemetry;

/// <summary>
/// Gives every request a trace id for the log lines it causes, also while nobody collects spans. Nothing is recorded.
/// </summary>
public sealed class RequestTraceIds : IDisposable
{
    private readonly ActivityListener listener = new()
    {
        ShouldListenTo = source => source.Name == "Microsoft.AspNetCore",
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.PropagationData,
    };

    public RequestTraceIds() => ActivitySource.AddActivityListener(listener);

    public void Dispose() => listener.Dispose();
}
