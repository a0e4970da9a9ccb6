using System.Diagnostics;

namespace Dhmad.Silo;

/// <summary>
/// A span for each grain call that has a cause in a trace, from its start in the grain to its end, wherever the grain
/// is. Orleans' own spans tell keys and texts of exceptions, which may name people; these do not. While nobody listens
/// nothing is made.
/// </summary>
internal sealed class CallTraces : IOutgoingGrainCallFilter, IIncomingGrainCallFilter
{
    /// <summary>As W3C names the header that carries a trace.</summary>
    private const string Carrier = "traceparent";

    private static readonly ActivitySource Source = new(GrainHost.SpanSource);

    /// <summary>The call carries who causes it, or that nobody does.</summary>
    public Task Invoke(IOutgoingGrainCallContext context)
    {
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } cause }) RequestContext.Set(Carrier, cause);
        else if (RequestContext.Get(Carrier) is not null) RequestContext.Remove(Carrier);
        return context.Invoke();
    }

    public Task Invoke(IIncomingGrainCallContext context)
    {
        var isCaused = Source.HasListeners()
            && context.Grain is Grain
            && RequestContext.Get(Carrier) is string
            && MessageJson.Carries(context.InterfaceMethod.DeclaringType!);
        return isCaused ? TraceAsync(context) : context.Invoke();
    }

    private static async Task TraceAsync(IIncomingGrainCallContext context)
    {
        var isRead = ActivityContext.TryParse(
            (string)RequestContext.Get(Carrier)!, traceState: null, isRemote: true, out var cause);
        var service = context.InterfaceMethod.DeclaringType!.Name;
        using var span = isRead
            ? Source.StartActivity($"{service}/{context.MethodName}", ActivityKind.Internal, cause)
            : null;
        span?.SetTag("rpc.service", service).SetTag("rpc.method", context.MethodName);
        try
        {
            await context.Invoke();
        }
        catch (Exception failure)
        {
            span?.SetStatus(ActivityStatusCode.Error).SetTag("error.type", failure.GetType().FullName);
            throw;
        }
    }
}
