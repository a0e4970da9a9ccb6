using System.Diagnostics;
using System.Globalization;

namespace Dhmad.Storage.Tests.Sqlite;

/// <summary>
/// A real process is killed at the worst moments. What it was answered is there, nothing is half-written, the repeat
/// finds the stored answer, and the outbox still holds every event.
/// </summary>
public sealed class CrashTests
{
    private const int Killed = 137;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(20)]
    public async Task A_crash_before_the_commit_leaves_nothing_of_it(int points)
    {
        using var folder = new TempFolder();
        var answered = await CrashAsync(folder.File, workers: 1, CommitPoint.BeforeCommit, points);
        await using var after = await SqliteFixture.AdoptAsync(folder.File);
        Assert.Equal(answered, await VersionsAsync(after));
        await AssertWholeAsync(after, answered);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(21)]
    public async Task A_crash_after_the_commit_leaves_all_of_it_and_the_repeat_finds_its_answer(int points)
    {
        using var folder = new TempFolder();
        var answered = await CrashAsync(folder.File, workers: 1, CommitPoint.AfterCommit, points);
        await using var after = await SqliteFixture.AdoptAsync(folder.File);
        var stored = await VersionsAsync(after);
        Assert.Equal(answered.Values.Sum() + 1, stored.Values.Sum());
        await AssertWholeAsync(after, answered);

        var (id, version) = stored.Single(pair => answered.GetValueOrDefault(pair.Key) != pair.Value);
        var idempotency = new IdempotencyStore(after.Database, after.Ids, new Sealer(new byte[32], after.Ids));
        var repeat = await idempotency.ClaimAsync(
            "crash", $"{id}-{version}", "request", DatabaseFixture.Start, CancellationToken.None);
        Assert.Equal(200, Assert.IsType<IdempotencyAnswer.Replay>(repeat).Status);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(333)]
    [InlineData(1500)]
    public async Task A_kill_under_load_loses_nothing_that_was_answered(int lines)
    {
        using var folder = new TempFolder();
        var answered = await KillAsync(folder.File, lines);
        Assert.True(answered.Values.Sum() >= lines);
        await using var after = await SqliteFixture.AdoptAsync(folder.File);
        var stored = await VersionsAsync(after);
        Assert.All(answered, pair => Assert.True(stored[pair.Key] >= pair.Value));
        await AssertWholeAsync(after, answered);
    }

    /// <summary>The proof holds, every version has its event in the outbox, and life goes on.</summary>
    private static async Task AssertWholeAsync(SqliteFixture after, Dictionary<string, long> answered)
    {
        await ProofHolds.OnAsync(after);
        var counts = await after.Database.ReadAsync(
            work => work.FirstAsync<(long Versions, long Waiting, long Answers)>(
                """
                SELECT (SELECT coalesce(sum(version), 0) FROM escrows),
                    (SELECT count(*) FROM outbox),
                    (SELECT count(*) FROM idempotency_keys WHERE status = 200)
                """),
            CancellationToken.None);
        Assert.True(counts.Versions >= answered.Values.Sum());
        Assert.Equal((counts.Versions, counts.Versions), (counts.Waiting, counts.Answers));
        await after.CommitAsync(after.NewLife().Create());
    }

    private static async Task<Dictionary<string, long>> VersionsAsync(SqliteFixture fixture) =>
        (await fixture.Database.ReadAsync(
            work => work.ListAsync<(string Id, long Version)>("SELECT id, version FROM escrows"), CancellationToken.None))
        .ToDictionary();

    private static async Task<Dictionary<string, long>> CrashAsync(string file, int workers, CommitPoint point, int points)
    {
        using var process = Start(file, workers, point.ToString(), points);
        var answered = new Dictionary<string, long>();
        while (await process.StandardOutput.ReadLineAsync().WaitAsync(Patience) is { } line) Note(answered, line);
        await process.WaitForExitAsync().WaitAsync(Patience);
        Assert.Equal(Killed, process.ExitCode);
        return answered;
    }

    private static async Task<Dictionary<string, long>> KillAsync(string file, int lines)
    {
        using var process = Start(file, workers: 16, "never", points: 0);
        var answered = new Dictionary<string, long>();
        for (var read = 0; await process.StandardOutput.ReadLineAsync().WaitAsync(Patience) is { } line;)
        {
            // What comes after the kill was printed before it, all but a last line that was cut short.
            if (line.Split(' ') is [{ Length: 24 }, { Length: > 0 }]) Note(answered, line);
            if (++read == lines) process.Kill();
        }

        await process.WaitForExitAsync().WaitAsync(Patience);
        Assert.Equal(Killed, process.ExitCode);
        return answered;
    }

    private static void Note(Dictionary<string, long> answered, string line)
    {
        var parts = line.Split(' ');
        answered[parts[0]] = long.Parse(parts[1], CultureInfo.InvariantCulture);
    }

    private static Process Start(string file, int workers, string point, int points)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Dhmad.Storage.Crash.dll");
        return Process.Start(new ProcessStartInfo(Environment.ProcessPath is { } host && IsDotnet(host) ? host : "dotnet")
        {
            ArgumentList =
            {
                "exec", program, file,
                workers.ToString(CultureInfo.InvariantCulture), point, points.ToString(CultureInfo.InvariantCulture),
            },
            RedirectStandardOutput = true,
        })!;

        static bool IsDotnet(string host) => Path.GetFileNameWithoutExtension(host) == "dotnet";
    }
}
