using System.Diagnostics;
using System.Diagnostics.Metrics;
using Dhmad.Grains;
using Dhmad.Storage;
using Microsoft.Extensions.Logging;

namespace Dhmad.Silo.Telemetry;

/// <summary>
/// Gauges that are read from the database when somebody looks, and kept for some seconds: however often they are looked
/// at, reading them takes a small part of one connection's time. All nodes of a deployment tell the same.
/// </summary>
public sealed class Gauges
{
    /// <summary>How long figures are kept.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(5);

    /// <summary>A database that takes longer is told of by missing gauges.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <summary>Between two readings at least so many times what the last one took.</summary>
    private const int RestFactor = 50;

    /// <summary>What is done, in words for the log.</summary>
    private const string Reading = "reading the gauges, which are left out";

    private readonly Lock gate = new();
    private readonly FigureQueries queries;
    private readonly TimeProvider time;
    private readonly Interruptions interruptions;
    private Figures? figures;
    private long? readAt;
    private TimeSpan rest;

    public Gauges(
        IMeterFactory meters,
        FigureQueries queries,
        TimeProvider time,
        IServiceProvider services,
        ILogger<Gauges> log)
    {
        (this.queries, this.time, interruptions) = (queries, time, new Interruptions(log));
        var meter = meters.Create(Storage.Telemetry.Name);
        Add("dhmad.outbox.events", "{event}", "Events that wait to be dispatched.", now => now.WaitingEvents);
        meter.CreateObservableGauge(
            "dhmad.outbox.age", OldestAge, "s",
            "Age of the oldest event that waits to be dispatched; 0 when none does.");
        Add(
            "dhmad.webhook.deliveries.pending", "{delivery}", "Deliveries to be attempted, now or later.",
            now => now.PendingDeliveries);
        Add("dhmad.sessions.open", "{session}", "Checkout sessions that can be used.", now => now.OpenSessions);
        meter.CreateObservableGauge(
            "dhmad.escrows.open", OpenEscrows, "{escrow}", "Open escrows, by whether they hold money.");
        meter.CreateObservableGauge(
            "dhmad.money.held", Held, "{millime}",
            "Money held for open escrows, in millimes of the account's currency.");
        meter.CreateObservableGauge<int>(
            "dhmad.grains.active", () => GrainHost.CountGrains(services) is { } count ? [new(count)] : [], "{grain}",
            "Grains in memory here; a cluster's nodes tell it by a figure of Orleans.");

        void Add(string name, string unit, string description, Func<Figures, long> value) =>
            meter.CreateObservableGauge<long>(
                name, () => Present() is { } now ? [new(value(now))] : [], unit, description);
    }

    private Measurement<double>[] OldestAge()
    {
        if (Present() is not { } now) return [];
        var age = now.OldestEventAt is { } oldest ? time.GetUtcNow() - oldest : TimeSpan.Zero;
        return [new(Math.Max(0, age.TotalSeconds))];
    }

    private Measurement<long>[] OpenEscrows() => Present() is { } now
        ? [
            new(now.FundedEscrows, new KeyValuePair<string, object?>("funded", true)),
            new(now.OpenEscrows - now.FundedEscrows, new KeyValuePair<string, object?>("funded", false)),
        ]
        : [];

    private Measurement<long>[] Held() => Present() is { } now
        ? [new(now.HeldMillimes, new KeyValuePair<string, object?>("currency", "TND"))]
        : [];

    /// <summary>What was read last, read anew when it is old; null while the database does not answer.</summary>
    private Figures? Present()
    {
        lock (gate)
        {
            if (readAt is { } last && time.GetElapsedTime(last) < rest) return figures;
            var started = Stopwatch.GetTimestamp();
            figures = Read();
            readAt = time.GetTimestamp();
            var took = Stopwatch.GetElapsedTime(started) * RestFactor;
            rest = took > KeptFor ? took : KeptFor;
            return figures;
        }
    }

    /// <summary>Whoever collects figures asks for them without waiting, on a thread that may wait.</summary>
    private Figures? Read()
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            var read = Task.Run(() => queries.ReadAsync(limit.Token), limit.Token).WaitAsync(limit.Token)
                .GetAwaiter().GetResult();
            interruptions.End(Reading);
            return read;
        }
        catch (DatabaseUnavailableException away)
        {
            interruptions.Begin(Reading, away.Reason);
            return null;
        }
        catch (OperationCanceledException)
        {
            interruptions.Begin(Reading, $"The database took longer than {Limit.TotalSeconds:0} s.");
            return null;
        }
    }
}
