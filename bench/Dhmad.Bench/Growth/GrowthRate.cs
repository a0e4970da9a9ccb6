using System.Globalization;
using Dhmad.Bench.Http;

namespace Dhmad.Bench.Growth;

/// <summary>
/// Creating, opening a session and delivering over HTTP, with a small and a large database on one PostgreSQL server: one
/// run, rounds in turn, the median of the ratios of two rounds that follow each other; then lists on the large one. The
/// small one holds what the rounds need, paid through grains, and nothing else; the large one the same beside a million
/// escrows that were filled in as rows. Ends with <c>dhmad verify</c> on the small one: the rows filled in do not balance.
/// </summary>
public static class GrowthRate
{
    private const int DefaultEscrows = 1_000_000;
    private const int DefaultPool = 300_000;

    // p99 of one server differs from round to round by two times, because the disk does. Even, so that each server is
    // first as often as the other.
    private const int Rounds = 10;
    private const int LongestSeconds = 3;

    // New escrows use up nothing of the pool, and warm most of what the other calls go through.
    private const int WarmUpSeconds = 15;
    private const int ShortWarmUpSeconds = 2;

    // A round may be faster than the warm-up was; what is left of the pool must still do.
    private const double Headroom = 2;

    /// <summary>Of throughput, and of p99.</summary>
    private const double Target = 0.15;

    /// <param name="arguments">
    /// A connection string to any database of the server, which makes and drops two of its own; how many escrows the large
    /// one has; how many paid ones both get.
    /// </param>
    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is not [var server, .. var rest]) return 1;
        var escrows = rest is [var given, ..] ? int.Parse(given, CultureInfo.InvariantCulture) : DefaultEscrows;
        var pool = rest is [_, var paid, ..] ? int.Parse(paid, CultureInfo.InvariantCulture) : DefaultPool;
        var folder = Directory.CreateTempSubdirectory("dhmad-bench-");
        try
        {
            await using var small = await GrowthDatabase.MakeAsync(server, "small");
            await using var large = await GrowthDatabase.MakeAsync(server, "large");
            Console.WriteLine($"filling in {escrows:N0} escrows");
            await large.FillAsync(escrows);
            var environment = EnvironmentOf(small);
            await using (var few = await StartAsync(small, folder.FullName, pool))
            await using (var many = await StartAsync(large, folder.FullName, pool))
                await MeasureAsync([few.Lanes, many.Lanes]);
            await TellSizesAsync(small, large);
            await ListTimes.RunAsync(large.ConnectionString);
            return await HttpRate.VerifyAsync(environment);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<Running> StartAsync(GrowthDatabase database, string folder, int count)
    {
        Console.WriteLine($"{database.Kind}: making {count:N0} paid escrows");
        var environment = EnvironmentOf(database);
        var pool = await database.SellAsync(count, environment["Dhmad__SecretKey"]);
        await database.VacuumAsync();
        Console.WriteLine($"{database.Kind}: holds {await database.CountAsync():N0} escrows");
        var ids = Path.Combine(folder, database.Kind);
        await File.WriteAllLinesAsync(
            ids, pool.EscrowIds.Select((id, at) => $"{id} {pool.ApiKeys[at]} {pool.Sellers[at]}"));
        var server = await ServerProcess.StartAsync(
            typeof(GrowthRate).Assembly.Location, ["product-server"], environment);
        await server.PauseAsync();
        return new Running(server, new GrowthLanes(server, database.Kind, ids, pool.ApiKey, count));
    }

    private static async Task MeasureAsync(IReadOnlyList<GrowthLanes> both)
    {
        Console.WriteLine($"{Environment.ProcessorCount} processors, {Wrk.Connections} connections, wrk beside the servers");
        var seconds = LongestSeconds;
        foreach (var lanes in both)
        {
            await lanes.Server.GoOnAsync();
            await lanes.RunAsync(GrowthLanes.Create, WarmUpSeconds);
            var opened = await lanes.RunAsync(GrowthLanes.OpenSession, ShortWarmUpSeconds);
            var delivered = await lanes.RunAsync(GrowthLanes.Deliver, ShortWarmUpSeconds);
            var fastest = Math.Max(opened.PerSecond, delivered.PerSecond);
            seconds = Math.Min(seconds, (int)(lanes.Left / (Rounds * Headroom * fastest)));
            await lanes.Server.PauseAsync();
        }

        if (seconds < 1) throw new InvalidOperationException("The pool is too small for this machine: give a larger one.");
        Console.WriteLine($"warm; {Rounds} rounds of {seconds} s");
        var rounds = new Dictionary<(string Kind, string Lane), List<WrkRound>>();
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var lanes in round % 2 == 0 ? both : both.Reverse())
            {
                // The other server stands still, so that what it still has to do costs this one nothing.
                await lanes.Server.GoOnAsync();
                foreach (var lane in GrowthLanes.All)
                {
                    if (!rounds.TryGetValue((lanes.Kind, lane), out var of)) rounds[(lanes.Kind, lane)] = of = [];
                    of.Add(await lanes.RunAsync(lane, seconds));
                }

                await lanes.Server.PauseAsync();
            }
        }

        foreach (var lane in GrowthLanes.All) Tell(lane, rounds[(both[0].Kind, lane)], rounds[(both[1].Kind, lane)]);
        foreach (var lanes in both) await lanes.Server.GoOnAsync();
    }

    private static void Tell(string lane, List<WrkRound> small, List<WrkRound> large)
    {
        var (few, many) = (Median(small.Select(one => one.PerSecond)), Median(large.Select(one => one.PerSecond)));
        var (fewLate, manyLate) = (Median(small.Select(one => one.P99)), Median(large.Select(one => one.P99)));
        var rate = MedianRatio(small, large, one => one.PerSecond);
        var late = MedianRatio(small, large, one => one.P99);
        var isMet = rate >= 1 - Target && late <= 1 + Target;
        Console.WriteLine(
            $"median: {lane,-14} small {few,7:N0}/s, large {many,7:N0}/s, ratio {rate:0.00}; " +
            $"p99 {fewLate:0.0} ms, {manyLate:0.0} ms, ratio {late:0.00}: {(isMet ? "met" : "missed")}");
    }

    private static async Task TellSizesAsync(GrowthDatabase small, GrowthDatabase large) =>
        Console.WriteLine($"at the end: small {await small.CountAsync():N0}, large {await large.CountAsync():N0} escrows");

    private static Dictionary<string, string> EnvironmentOf(GrowthDatabase database) => new()
    {
        ["Dhmad__Database"] = database.ConnectionString,
        ["Dhmad__SecretKey"] = Convert.ToBase64String(new byte[32]),
        ["Dhmad__RateLimit__PerMinute"] = "10000000",
        ["DOTNET_NOLOGO"] = "1",
    };

    /// <summary>Of rounds that follow each other: a machine that is slow for a while is so for both.</summary>
    private static double MedianRatio(List<WrkRound> small, List<WrkRound> large, Func<WrkRound, double> of) =>
        Median(small.Zip(large, (few, many) => of(many) / of(few)));

    private static double Median(IEnumerable<double> values)
    {
        var ordered = values.Order().ToArray();
        return (ordered[(ordered.Length - 1) / 2] + ordered[ordered.Length / 2]) / 2;
    }

    private sealed record Running(ServerProcess Server, GrowthLanes Lanes) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
