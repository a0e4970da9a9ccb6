using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Dhmad.Domain;
using Dhmad.Domain.Webhooks;
using Dhmad.Storage;

namespace Dhmad.Grains.Webhooks;

/// <summary>
/// What can be watched of deliveries: a span for each attempt, in the trace of what caused the event, and figures.
/// Where they go and what they say is not told.
/// </summary>
internal static class DeliveryTelemetry
{
    private static readonly ActivitySource Source = new(Telemetry.Name);
    private static readonly Meter Meter = new(Telemetry.Name);

    private static readonly Histogram<double> Delay = Meter.CreateHistogram(
        "dhmad.webhook.delivery.delay",
        "s",
        "From an event's commit to the start of its first attempt at an endpoint.",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600, 3600],
        });

    private static readonly Histogram<double> Duration = Meter.CreateHistogram(
        "dhmad.webhook.attempt.duration",
        "s",
        "From starting to connect to the answer's headers, or to giving up.",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
        });

    private static readonly Counter<long> Attempts = Meter.CreateCounter<long>(
        "dhmad.webhook.attempts", "{attempt}", "Attempts by what follows from them, once that is committed.");

    /// <summary>An attempt of this delivery starts; only first ones have waited since their event.</summary>
    public static void Started(DateTimeOffset recordedAt, int number, DateTimeOffset now)
    {
        if (number == 1) Delay.Record(Math.Max(0, (now - recordedAt).TotalSeconds));
    }

    /// <summary>What an attempt came to was committed.</summary>
    public static void Ended(EndedAttempt attempt, DeliveryVerdict verdict)
    {
        if (!Attempts.Enabled && !Duration.Enabled) return;
        var tags = new TagList { { Telemetry.Outcome, OutcomeOf(verdict.Status) } };
        if (verdict.Status != DeliveryStatus.Delivered) tags.Add(Telemetry.ErrorType, ErrorOf(attempt));
        Attempts.Add(1, tags);
        Duration.Record(attempt.Duration.TotalSeconds, tags);
    }

    /// <summary>
    /// The span of one attempt. Its parent is the commit that made the event, however long ago and wherever that was.
    /// </summary>
    public static Activity? Start(AttemptOrder order)
    {
        if (!Source.HasListeners()) return null;
        ActivityContext.TryParse(order.Traceparent, traceState: null, isRemote: true, out var cause);
        return Source.StartActivity("webhook attempt", ActivityKind.Client, cause)
            ?.SetTag("dhmad.delivery.id", order.DeliveryId)
            .SetTag("dhmad.event.type", order.EventType)
            .SetTag("dhmad.attempt.number", order.Number)
            .SetTag("http.request.method", "POST");
    }

    /// <summary>The span ends as its attempt did.</summary>
    public static void Describe(Activity? span, EndedAttempt attempt)
    {
        if (span is null) return;
        if (attempt.ResponseStatus is { } status) span.SetTag("http.response.status_code", status);
        if (attempt.ResponseStatus is >= 200 and < 300) return;
        span.SetStatus(ActivityStatusCode.Error).SetTag(Telemetry.ErrorType, ErrorOf(attempt));
    }

    private static string OutcomeOf(DeliveryStatus status) => status switch
    {
        DeliveryStatus.Delivered => "delivered",
        DeliveryStatus.Pending => "retried",
        _ => "failed",
    };

    private static string ErrorOf(EndedAttempt attempt) => attempt.Error is { } error
        ? Spelling.Of(error)
        : (attempt.ResponseStatus ?? 0).ToString(CultureInfo.InvariantCulture);
}
