using System.Diagnostics;
using System.Diagnostics.Metrics;
using Dhmad.Domain;
using Dhmad.Domain.Escrows;

namespace Dhmad.Storage.Escrows;

/// <summary>
/// What can be watched of commits: a span for each, a span for each transaction that carries them, and figures. While
/// nobody listens none of it is made.
/// </summary>
internal static class CommitTelemetry
{
    private const string BatchSizeTag = "dhmad.transaction.size";

    private static readonly ActivitySource Source = new(Telemetry.Name);
    private static readonly Meter Meter = new(Telemetry.Name);

    private static readonly Counter<long> Commits = Meter.CreateCounter<long>(
        "dhmad.commits", "{commit}", "Commits of escrows by what became of them.");

    private static readonly Histogram<double> Duration = Meter.CreateHistogram(
        "dhmad.commit.duration",
        "s",
        "From asking for a commit to its answer.",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
        });

    private static readonly Histogram<long> BatchSize = Meter.CreateHistogram(
        "dhmad.transaction.size",
        "{write}",
        "Writes that shared one transaction, and so one flush of the disk.",
        advice: new InstrumentAdvice<long> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256] });

    public static bool IsWatched => Source.HasListeners() || Commits.Enabled || Duration.Enabled;

    /// <summary>The span that a commit is made in, when it is recorded; null while nobody listens.</summary>
    public static Activity? Span =>
        Source.HasListeners() && Activity.Current is { Recorded: true, IdFormat: ActivityIdFormat.W3C } span
            ? span
            : null;

    /// <summary>Makes the commit in a span of its own, and counts what became of it.</summary>
    public static async Task<CommitOutcome> WatchAsync(
        Database database, EscrowCommit commit, CancellationToken cancellationToken)
    {
        using var span = Source.StartActivity("commit", ActivityKind.Client);
        span?.SetTag("dhmad.escrow.id", commit.Escrow.Id);
        var started = Stopwatch.GetTimestamp();
        try
        {
            var outcome = await database.CommitAsync(commit, cancellationToken);
            Count(span, Spelling.Of(outcome), started);
            return outcome;
        }
        catch (Exception failure)
        {
            // The kind alone: messages may quote what was to be written.
            span?.SetStatus(ActivityStatusCode.Error).SetTag(Telemetry.ErrorType, failure.GetType().FullName);
            Count(span, failure is DatabaseUnavailableException ? "unavailable" : "failed", started);
            throw;
        }
    }

    /// <summary>A transaction begins; null while nobody listens, or when it carries no commit that is traced.</summary>
    /// <param name="batch">All writes that it carries.</param>
    /// <param name="spanOf">The span that a write is waited for in, if it has one.</param>
    public static Activity? StartTransaction<T>(IReadOnlyList<T> batch, Func<T, Activity?> spanOf)
    {
        BatchSize.Record(batch.Count);
        if (!Source.HasListeners()) return null;

        // It serves many traces and belongs to none: it is linked to their commits, and no child of them.
        var spans = batch.Select(spanOf).OfType<Activity>().ToList();
        if (spans.Count == 0) return null;
        foreach (var span in spans) span.SetTag(BatchSizeTag, batch.Count);
        Activity.Current = null;
        var links = spans.ConvertAll(span => new ActivityLink(span.Context));
        return Source.StartActivity("transaction", ActivityKind.Internal, parentContext: default, links: links)
            ?.SetTag(BatchSizeTag, batch.Count);
    }

    private static void Count(Activity? span, string outcome, long started)
    {
        span?.SetTag(Telemetry.Outcome, outcome);
        Commits.Add(1, new KeyValuePair<string, object?>(Telemetry.Outcome, outcome));
        Duration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds);
    }
}
