using System.Diagnostics;
using Dhmad.Silo;

namespace Dhmad.Api.Telemetry;

/// <summary>
/// Gives every request a trace id for the log lines it causes, in whichever process, also while nobody collects spans.
/// Nothing is recorded.
/// </summary>
public sealed class RequestTraceIds : IDisposable
{
    private readonly ActivityListener listener = new()
    {
        ShouldListenTo = source => source.Name == "Microsoft.AspNetCore"
            || (GrainHost.CallsLeaveTheProcess && source.Name == GrainHost.SpanSource),
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.PropagationData,
    };

    public RequestTraceIds() => ActivitySource.AddActivityListener(listener);

    public void Dispose() => listener.Dispose();
}
