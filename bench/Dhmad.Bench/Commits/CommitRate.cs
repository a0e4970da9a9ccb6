using System.Diagnostics;
using System.Globalization;
using Dhmad.Domain.Escrows;
using Dhmad.Storage.Sqlite;

namespace Dhmad.Bench.Commits;

/// <summary>
/// Group commit against one transaction per commit: the same commits, statements and guards through the same queue, once
/// with batches and once with batches of one. SQLite, WAL, <c>synchronous=FULL</c>; rounds alternate in one run.
/// </summary>
public static class CommitRate
{
    private const int Rounds = 3;

    public static async Task<int> RunAsync(string[] arguments)
    {
        var seconds = arguments is [var given, ..] ? double.Parse(given, CultureInfo.InvariantCulture) : 4;
        var folder = arguments is [_, var path, ..] ? Directory.CreateDirectory(path) : Directory.CreateTempSubdirectory();
        var grouped = new List<Round>();
        var alone = new List<Round>();
        Console.WriteLine($"{BusyDeployment.Escrows} escrows at once, {seconds:0.#} s a round, each life: create, pay, deliver, complete");
        await MeasureAsync(folder, "warm-up", batch: 256, seconds / 2);
        for (var round = 0; round < Rounds; round++)
        {
            alone.Add(await MeasureAsync(folder, "one transaction per commit", batch: 1, seconds));
            grouped.Add(await MeasureAsync(folder, "group commit", batch: 256, seconds));
        }

        var (with, without) = (Median(grouped), Median(alone));
        Console.WriteLine($"median: group commit {with:N0}/s, one transaction per commit {without:N0}/s");
        Console.WriteLine($"ratio: {with / without:0.0}");
        return 0;
    }

    private static async Task<Round> MeasureAsync(DirectoryInfo folder, string way, int batch, double seconds)
    {
        var file = Path.Combine(folder.FullName, $"bench-{Guid.NewGuid():N}.db");
        await using var database = await SqliteDatabase.OpenAsync(
            new SqliteOptions(file) { MaxBatchItems = batch }, TimeProvider.System, CancellationToken.None);
        var latencies = Enumerable.Range(0, BusyDeployment.Escrows).Select(_ => new List<double>(4096)).ToArray();
        var before = database.Queue.Writer.Transactions;
        var processor = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(latencies.Select(
            (own, number) => Task.Run(() => LiveAsync(database, number, own, () => clock.Elapsed.TotalSeconds < seconds))));
        var elapsed = clock.Elapsed.TotalSeconds;
        processor = Environment.CpuUsage.TotalTime - processor;
        var all = latencies.SelectMany(own => own).Order().ToArray();
        var round = new Round(all.Length / elapsed, all[all.Length / 2], all[all.Length * 99 / 100]);
        Console.WriteLine(
            $"{way,-28} {round.PerSecond,9:N0} commits/s   p50 {round.P50,6:0.00} ms   p99 {round.P99,6:0.00} ms   " +
            $"{(double)all.Length / (database.Queue.Writer.Transactions - before),5:0.0} a transaction   " +
            $"{processor.TotalMicroseconds / all.Length,5:0} us of processor each");
        await database.DisposeAsync();
        foreach (var left in folder.EnumerateFiles(Path.GetFileName(file) + "*")) left.Delete();
        return round;
    }

    private static async Task LiveAsync(SqliteDatabase database, int number, List<double> latencies, Func<bool> goOn)
    {
        foreach (var commit in BusyDeployment.Commits(number))
        {
            if (!goOn()) return;
            var start = Stopwatch.GetTimestamp();
            var outcome = await database.CommitAsync(commit, CancellationToken.None);
            if (outcome != CommitOutcome.Done) throw new InvalidOperationException(outcome.ToString());
            latencies.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
    }

    private static double Median(List<Round> rounds) =>
        rounds.Select(round => round.PerSecond).Order().ElementAt(rounds.Count / 2);

    private sealed record Round(double PerSecond, double P50, double P99);
}
