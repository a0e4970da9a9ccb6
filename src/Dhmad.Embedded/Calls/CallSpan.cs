using System.Diagnostics;

namespace Dhmad.Embedded;

/// <summary>
/// A span for each grain call that has a cause in a trace, from sending it to its end. Calls without one, such as a
/// sweep's, make no traces of their own. While nobody listens nothing is made.
/// </summary>
internal static class CallSpan
{
    private static readonly ActivitySource Source = new(EmbeddedGrains.ActivitySourceName);

    /// <summary>The new span is current until <see cref="Leave"/>, so that the call's context carries it.</summary>
    public static Activity? Enter(GrainMethod method)
    {
        if (!Source.HasListeners() || Activity.Current is null) return null;
        var span = Source.StartActivity(method.SpanName);
        if (span is { IsAllDataRequested: true })
            span.SetTag("rpc.service", method.GrainInterface).SetTag("rpc.method", method.Name);
        return span;
    }

    /// <summary>The caller goes on in its own span.</summary>
    public static void Leave(Activity? span)
    {
        if (span is not null) Activity.Current = span.Parent;
    }

    /// <summary>Ends it, once; keys, arguments and messages of exceptions are not told, because they may name people.
    /// </summary>
    public static void End(Activity? span, Exception? failure)
    {
        if (span is null || span.IsStopped) return;
        if (failure is not null)
            span.SetStatus(ActivityStatusCode.Error).SetTag("error.type", failure.GetType().FullName);

        // Stopping changes what is current, and this may be the thread of somebody else.
        var current = Activity.Current;
        span.Stop();
        Activity.Current = current == span ? span.Parent : current;
    }
}
