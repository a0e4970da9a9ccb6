using System.Globalization;
using Dhmad.Bench.Http;
using Dhmad.Domain;
using Dhmad.Domain.Escrows;

namespace Dhmad.Bench.Baseline;

/// <summary>
/// <c>deliver</c> on instant escrows (state, event, outbox, ledger transaction with its entries and balances) on one
/// PostgreSQL database, by the product and by <see cref="BaselineServer"/>: one run, rounds in turn. Ends with
/// <c>dhmad verify</c> on what both wrote.
/// </summary>
public static class BaselineRate
{
    private const int Rounds = 3;
    // Money of many sellers moves, so that neither way waits for one row.
    private const int Shops = 64;
    private const int DefaultSeconds = 4;

    // So many until the compiler has seen what is hot.
    private const int WarmUpDeliveries = 20_000;

    /// <param name="arguments">A connection string to an empty database, how many escrows, seconds of a round.</param>
    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is not [var database, var count, .. var rest]) return 1;
        var seconds = rest is [var given, ..] ? int.Parse(given, CultureInfo.InvariantCulture) : DefaultSeconds;
        var folder = Directory.CreateTempSubdirectory("dhmad-bench-");
        try
        {
            return await RunAsync(folder.FullName, database, int.Parse(count, CultureInfo.InvariantCulture), seconds);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<int> RunAsync(string folder, string database, int count, int seconds)
    {
        var key = Convert.ToBase64String(new byte[32]);
        var environment = new Dictionary<string, string>
        {
            ["Dhmad__Database"] = database,
            ["Dhmad__SecretKey"] = key,
            ["Dhmad__RateLimit__PerMinute"] = "10000000",
            ["DOTNET_NOLOGO"] = "1",
        };
        Console.WriteLine($"making {count:N0} paid instant escrows of {Shops} shops");
        var settings = new DhmadSettings { Database = database, SecretKey = key };
        var pool = await Pool.MakeAsync(settings, count, withWebhook: false, EscrowMode.Instant, Shops);
        var ids = Path.Combine(folder, "ids");
        await File.WriteAllLinesAsync(ids, pool.EscrowIds.Zip(pool.ApiKeys, (id, apiKey) => $"{id} {apiKey}"));
        await using var baseline = await ServerProcess.StartAsync(
            typeof(BaselineRate).Assembly.Location, ["baseline-server"], environment);
        await using var dhmad = await ServerProcess.StartAsync(
            typeof(BaselineRate).Assembly.Location, ["product-server"], environment);
        var lanes = new Dictionary<string, ServerProcess> { ["baseline"] = baseline, ["dhmad"] = dhmad };
        var rounds = lanes.ToDictionary(lane => lane.Key, _ => new List<WrkRound>());
        var used = 0;
        for (var round = 0; round <= Rounds; round++)
        {
            foreach (var (way, server) in lanes)
            {
                // The other server stands still, so that what it still has to do costs this one nothing.
                foreach (var other in lanes.Values.Where(other => other != server)) await other.PauseAsync();
                await server.GoOnAsync();
                var warmUp = used + (round == 0 ? WarmUpDeliveries : 0);
                do
                {
                    var measured = await DeliverAsync(server, ids, used, pool.ApiKey, way, seconds);
                    used = measured.Next;
                    if (used > count) throw new InvalidOperationException("The pool is too small: give a larger one.");
                    if (round > 0) rounds[way].Add(measured);
                }
                while (used < warmUp);
            }
        }

        foreach (var server in lanes.Values) await server.GoOnAsync();
        var (ours, theirs) = (Median(rounds["dhmad"], one => one.PerSecond), Median(rounds["baseline"], one => one.PerSecond));
        Console.WriteLine($"median: dhmad {ours:N0}/s, baseline {theirs:N0}/s; ratio {ours / theirs:0.00}");
        Console.WriteLine(
            $"median p99: dhmad {Median(rounds["dhmad"], one => one.P99):0.0} ms, " +
            $"baseline {Median(rounds["baseline"], one => one.P99):0.0} ms");
        return await HttpRate.VerifyAsync(environment);
    }

    private static async Task<WrkRound> DeliverAsync(
        ServerProcess server, string ids, int from, string apiKey, string way, int seconds)
    {
        var before = server.ProcessorTime;
        var round = await Wrk.RunAsync(server.Url, ids, from, "deliver", apiKey, seconds);
        if (round.Failures > 0) throw new InvalidOperationException($"{round.Failures} requests failed.");
        var work = (server.ProcessorTime - before).TotalMicroseconds / round.Requests;
        Console.WriteLine(
            $"{way,-10} {round.PerSecond,8:N0} requests/s   p50 {round.P50,6:0.00} ms   p99 {round.P99,6:0.00} ms   " +
            $"{work,5:N0} us of the server each");
        return round;
    }

    private static double Median(List<WrkRound> rounds, Func<WrkRound, double> of) =>
        rounds.Select(of).Order().ElementAt(rounds.Count / 2);
}
