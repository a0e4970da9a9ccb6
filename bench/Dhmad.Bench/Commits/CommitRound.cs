using System.Diagnostics;
using Dhmad.Domain.Escrows;
using Dhmad.Storage;

namespace Dhmad.Bench.Commits;

/// <summary>
/// Some seconds of whole escrow commits, 64 at once: each life is created, paid, delivered and completed, with events,
/// outbox, entries and balances.
/// </summary>
internal sealed record CommitRound(double PerSecond, double P50, double P99)
{
    /// <param name="transactions">How many transactions the database has committed so far.</param>
    public static async Task<CommitRound> MeasureAsync(
        Database database, Func<long> transactions, string way, double seconds)
    {
        var latencies = Enumerable.Range(0, BusyDeployment.Escrows).Select(_ => new List<double>(4096)).ToArray();
        var before = transactions();
        var processor = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(latencies.Select(
            (own, number) => Task.Run(() => LiveAsync(database, number, own, () => clock.Elapsed.TotalSeconds < seconds))));
        var elapsed = clock.Elapsed.TotalSeconds;
        processor = Environment.CpuUsage.TotalTime - processor;
        var all = latencies.SelectMany(own => own).Order().ToArray();
        var round = new CommitRound(all.Length / elapsed, all[all.Length / 2], all[all.Length * 99 / 100]);
        Console.WriteLine(
            $"{way,-28} {round.PerSecond,9:N0} commits/s   p50 {round.P50,6:0.00} ms   p99 {round.P99,6:0.00} ms   " +
            $"{(double)all.Length / (transactions() - before),5:0.0} a transaction   " +
            $"{processor.TotalMicroseconds / all.Length,5:0} us of processor each");
        return round;
    }

    public static double Median(List<CommitRound> rounds) =>
        rounds.Select(round => round.PerSecond).Order().ElementAt(rounds.Count / 2);

    private static async Task LiveAsync(Database database, int number, List<double> latencies, Func<bool> goOn)
    {
        // Rounds on one database must not repeat each other's ids.
        var seed = (int)(Environment.TickCount64 % 10_000_000) * BusyDeployment.Escrows + number;
        foreach (var commit in BusyDeployment.Commits(seed))
        {
            if (!goOn()) return;
            var start = Stopwatch.GetTimestamp();
            var outcome = await database.CommitAsync(commit, CancellationToken.None);
            if (outcome != CommitOutcome.Done) throw new InvalidOperationException(outcome.ToString());
            latencies.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
    }
}
