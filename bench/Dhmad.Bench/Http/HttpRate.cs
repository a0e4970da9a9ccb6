using System.Globalization;
using Dhmad.Domain;

namespace Dhmad.Bench.Http;

/// <summary>
/// <c>POST /api/v1/escrows/{id}/deliver</c> on different escrows against a call that only authenticates and answers the
/// same bytes: one server, one run, rounds side by side. Ends with <c>dhmad verify</c> on what was written.
/// </summary>
public static class HttpRate
{
    private const int Rounds = 3;
    private const int LongestSeconds = 5;
    private const int WarmUpSeconds = 4;
    private const int DefaultPool = 640_000;

    // So many deliveries until the compiler has seen what is hot: the first thousands cost several times as much.
    private const int WarmUpDeliveries = 20_000;

    // A round is faster than the warm-up was, most of all of escrows in memory; what is left of the pool must still do.
    private const double Headroom = 4;

    // Escrows in memory are delivered faster than others; so many times as many are read first.
    private const double HeadroomInMemory = 3;

    public static async Task<int> RunAsync(string[] arguments)
    {
        var count = arguments is [var given, ..] ? int.Parse(given, CultureInfo.InvariantCulture) : DefaultPool;
        var withWebhook = arguments is [_, "webhook", ..];
        var folder = Directory.CreateTempSubdirectory("dhmad-bench-");
        try
        {
            return await RunAsync(folder.FullName, count, withWebhook);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<int> RunAsync(string folder, int count, bool withWebhook)
    {
        var environment = ServerProcess.SettingsIn(folder);
        var settings = new DhmadSettings { Database = Path.Combine(folder, "dhmad.db") };
        Console.WriteLine($"making {count:N0} paid escrows, {(withWebhook ? "one" : "no")} webhook endpoint");
        var pool = await Pool.MakeAsync(settings, count, withWebhook);
        var ids = Path.Combine(folder, "ids");
        await File.WriteAllLinesAsync(ids, pool.EscrowIds);
        environment[BenchServer.BodyFile] = Path.Combine(folder, "body");
        await File.WriteAllBytesAsync(environment[BenchServer.BodyFile], pool.DeliveredBody);
        environment["Dhmad__RateLimit__PerMinute"] = "10000000";
        await using (var server = await ServerProcess.StartAsync(
            typeof(HttpRate).Assembly.Location, ["http-server"], environment))
        {
            await MeasureAsync(new Lanes(server, ids, pool.ApiKey, count));
            Console.WriteLine($"server memory at the end: {server.Memory / 1e6:N0} MB");
        }

        return await VerifyAsync(environment);
    }

    private static async Task MeasureAsync(Lanes lanes)
    {
        Console.WriteLine($"{Environment.ProcessorCount} processors, {Wrk.Connections} connections, wrk beside the server");
        await lanes.AnswerAsync(WarmUpSeconds);
        var warm = await lanes.DeliverAsync(WarmUpSeconds);
        while (lanes.Used < WarmUpDeliveries && lanes.Left > lanes.Used) warm = await lanes.DeliverAsync(WarmUpSeconds);
        await lanes.AnswerAsync(WarmUpSeconds);
        Console.WriteLine("warm");
        var seconds = (int)Math.Min(LongestSeconds, lanes.Left / (Rounds * Headroom * warm.PerSecond));
        if (seconds < 1) throw new InvalidOperationException("The pool is too small for this machine: give a larger one.");
        var (answers, delivers, warmDelivers) = (new List<Round>(), new List<Round>(), new List<Round>());
        for (var round = 0; round < Rounds; round++)
        {
            answers.Add(await lanes.AnswerAsync(seconds));
            delivers.Add(await lanes.DeliverAsync(seconds));
            var enough = (int)(seconds * HeadroomInMemory * delivers[^1].PerSecond);
            warmDelivers.Add(await lanes.DeliverInMemoryAsync(seconds, enough));
        }

        Tell("deliver", delivers, answers);
        Tell("deliver of an escrow in memory", warmDelivers, answers);
    }

    private static void Tell(string what, List<Round> rounds, List<Round> answers)
    {
        var (whole, part) = (Median(answers, one => one.PerSecond), Median(rounds, one => one.PerSecond));
        Console.WriteLine($"median: {what} {part:N0}/s, authenticate and answer the same bytes {whole:N0}/s");
        Console.WriteLine($"ratio: {part / whole:P0}");

        // Neighbours on the same processors make every wait longer, but hardly the work: this ratio tells them apart.
        var (light, heavy) = (Median(answers, one => one.Work), Median(rounds, one => one.Work));
        Console.WriteLine($"median: {what} {heavy:N0} us of the server's processor time, the other {light:N0} us");
        Console.WriteLine($"ratio: {light / heavy:P0}");
    }

    /// <summary>Runs <c>dhmad verify</c> and gives its exit code.</summary>
    internal static async Task<int> VerifyAsync(Dictionary<string, string> environment)
    {
        var program = typeof(Api.Setup.ServerSetup).Assembly.Location;
        using var verify = System.Diagnostics.Process.Start(ServerProcess.Dotnet(program, ["verify"], environment))!;
        await verify.WaitForExitAsync();
        Console.WriteLine($"dhmad verify: exit code {verify.ExitCode}");
        return verify.ExitCode;
    }

    private static double Median(List<Round> rounds, Func<Round, double> of) =>
        rounds.Select(of).Order().ElementAt(rounds.Count / 2);

    private sealed record Round(double PerSecond, double Work);

    /// <summary>The calls that are compared; each delivery uses up an escrow of the pool.</summary>
    private sealed class Lanes(ServerProcess server, string ids, string apiKey, int count)
    {
        private const int ReadSeconds = 1;
        private const string WritingThread = "commit queue";

        // The first half of the pool is delivered as it lies on the disk; the other is read first.
        private readonly int half = count / 2;
        private int read = count / 2;
        private int usedInMemory = count / 2;

        public int Used { get; private set; }

        public int Left => half - Used;

        public async Task<Round> AnswerAsync(int seconds) => (await RunAsync("answer", "answer", 0, seconds)).Round;

        /// <summary>Each is of an escrow that is not in memory.</summary>
        public async Task<Round> DeliverAsync(int seconds)
        {
            var (round, next) = await RunAsync("deliver", "deliver", Used, seconds);
            Used = next;
            if (Left < 0) throw new InvalidOperationException("The pool is used up: give a larger one.");
            return round;
        }

        /// <summary>Each is of an escrow that was read before, and so is in memory, as right after its payment.</summary>
        /// <param name="enough">More than will be delivered.</param>
        public async Task<Round> DeliverInMemoryAsync(int seconds, int enough)
        {
            while (read < count && read - usedInMemory < enough)
                (_, read) = await RunAsync("read", "", read, ReadSeconds);
            var (round, next) = await RunAsync("in memory", "deliver", usedInMemory, seconds);
            if (next > read) throw new InvalidOperationException("More were delivered than had been read.");
            usedInMemory = next;
            return round;
        }

        private async Task<(Round Round, int Next)> RunAsync(string name, string call, int from, int seconds)
        {
            var (before, writing) = (server.ProcessorTime, server.ThreadTime(WritingThread));
            var round = await Wrk.RunAsync(server.Url, ids, from, call, apiKey, seconds);
            if (round.Failures > 0 || (call == "deliver" && round.Next > count))
                throw new InvalidOperationException($"{round.Failures} of the {name} requests failed, or the pool is used up.");
            var work = (server.ProcessorTime - before).TotalMicroseconds / round.Requests;
            var written = (server.ThreadTime(WritingThread) - writing).TotalMicroseconds / round.Requests;
            Console.WriteLine(
                $"{name,-9} {round.PerSecond,9:N0} requests/s   p50 {round.P50,6:0.00} ms   p99 {round.P99,6:0.00} ms   " +
                $"{work,5:N0} us of the server each, {written,3:N0} of them on the writing thread");
            return (new Round(round.PerSecond, work), round.Next);
        }
    }
}
