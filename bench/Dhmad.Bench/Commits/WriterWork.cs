using System.Diagnostics;
using System.Globalization;
using Dhmad.Domain.Escrows;
using Dhmad.Storage;
using Dhmad.Storage.Escrows;
using Dhmad.Storage.Sqlite;

namespace Dhmad.Bench.Commits;

/// <summary>
/// Processor time of the writing thread for one commit, in batches and alone, without the queue and other threads: what
/// neighbours on the same processors hardly change.
/// </summary>
public static class WriterWork
{
    private const int Grouped = 32;
    private const int WarmUp = 8_000;
    private const int DefaultCount = 40_000;

    // Flushes take their time: fewer of them do for the same precision.
    private const int AloneShare = 5;

    public static async Task<int> RunAsync(string[] arguments)
    {
        var count = arguments is [var given, ..] ? int.Parse(given, CultureInfo.InvariantCulture) : DefaultCount;
        var folder = arguments is [_, var path, ..] ? Directory.CreateDirectory(path) : Directory.CreateTempSubdirectory();
        Console.WriteLine($"microseconds for each of {count:N0} commits, on the writing thread");
        await MeasureAsync(folder, Grouped, WarmUp, isWarmUp: true);
        var grouped = await MeasureAsync(folder, Grouped, count, isWarmUp: false);
        var alone = await MeasureAsync(folder, 1, count / AloneShare, isWarmUp: false);
        Console.WriteLine($"ratio of time passed: {alone / grouped:0.0}");
        return 0;
    }

    private static async Task<double> MeasureAsync(DirectoryInfo folder, int batch, int count, bool isWarmUp)
    {
        var file = Path.Combine(folder.FullName, $"bench-{Guid.NewGuid():N}.db");
        var options = new SqliteOptions(file);
        await using (await SqliteDatabase.OpenAsync(options, TimeProvider.System, CancellationToken.None))
        {
            // It only makes the schema.
        }

        var work = new Work();
        using (var writer = new BatchWriter(new SqliteWriter(SqliteConnections.OpenWriter(options))))
        {
            writer.AtPoint = work.At;
            foreach (var commits in BusyDeployment.Commits().Take(count).Chunk(batch)) Write(writer, work, commits);
        }

        foreach (var left in folder.EnumerateFiles(Path.GetFileName(file) + "*")) left.Delete();
        if (!isWarmUp) Console.WriteLine($"{batch,3} in a transaction: {work.Each(count)}");
        return work.Passed.TotalMicroseconds / count;
    }

    private static void Write(BatchWriter writer, Work work, EscrowCommit[] commits)
    {
        var batch = Array.ConvertAll(
            commits, commit => new QueuedCommit(new PreparedCommit(commit), CancellationToken.None));
        work.Start();
        writer.Write(batch);
        work.Stop();
        foreach (var item in batch)
        {
            if (item.Task.Result != CommitOutcome.Done) throw new InvalidOperationException(item.Task.Result.ToString());
        }
    }

    /// <summary>Where the time goes: statements, COMMIT with its flush, answering.</summary>
    private sealed class Work
    {
        private TimeSpan statements;
        private TimeSpan commit;
        private TimeSpan rest;
        private TimeSpan last;
        private long started;

        public TimeSpan Passed { get; private set; }

        public void Start()
        {
            started = Stopwatch.GetTimestamp();
            last = ThreadTime.Now;
        }

        public void At(CommitPoint point)
        {
            if (point == CommitPoint.BeforeCommit) statements += Lap();
            else commit += Lap();
        }

        public void Stop()
        {
            rest += Lap();
            Passed += Stopwatch.GetElapsedTime(started);
        }

        public string Each(int count)
        {
            double Of(TimeSpan time) => time.TotalMicroseconds / count;
            return
                $"{Of(statements + commit + rest),6:0.0} of processor ({Of(statements):0.0} statements, " +
                $"{Of(commit):0.0} COMMIT, {Of(rest):0.0} answering), {Of(Passed):0} passed";
        }

        private TimeSpan Lap()
        {
            var now = ThreadTime.Now;
            var lap = now - last;
            last = now;
            return lap;
        }
    }
}
