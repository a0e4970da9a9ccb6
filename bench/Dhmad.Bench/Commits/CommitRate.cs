using System.Globalization;
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
        var grouped = new List<CommitRound>();
        var alone = new List<CommitRound>();
        Console.WriteLine(
            $"{BusyDeployment.Escrows} escrows at once, {seconds:0.#} s a round, each life: create, pay, deliver, complete");
        await MeasureAsync(folder, "warm-up", batch: 256, seconds / 2);
        for (var round = 0; round < Rounds; round++)
        {
            alone.Add(await MeasureAsync(folder, "one transaction per commit", batch: 1, seconds));
            grouped.Add(await MeasureAsync(folder, "group commit", batch: 256, seconds));
        }

        var (with, without) = (CommitRound.Median(grouped), CommitRound.Median(alone));
        Console.WriteLine($"median: group commit {with:N0}/s, one transaction per commit {without:N0}/s");
        Console.WriteLine($"ratio: {with / without:0.0}");
        return 0;
    }

    private static async Task<CommitRound> MeasureAsync(DirectoryInfo folder, string way, int batch, double seconds)
    {
        var file = Path.Combine(folder.FullName, $"bench-{Guid.NewGuid():N}.db");
        await using var database = await SqliteDatabase.OpenAsync(
            new SqliteOptions(file) { MaxBatchItems = batch }, TimeProvider.System, CancellationToken.None);
        var round = await CommitRound.MeasureAsync(database, () => database.Queue.Writer.Transactions, way, seconds);
        await database.DisposeAsync();
        foreach (var left in folder.EnumerateFiles(Path.GetFileName(file) + "*")) left.Delete();
        return round;
    }
}
