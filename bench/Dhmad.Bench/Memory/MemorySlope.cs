using System.Diagnostics;
using System.Globalization;
using Dhmad.Bench.Http;

namespace Dhmad.Bench.Memory;

/// <summary>
/// The built server under a steady load for minutes: does its memory (RSS) grow? What counts is the line through the
/// least memory of each window, because the collector gives back what it likes when it likes. Exit code 1: it climbs.
/// </summary>
public static class MemorySlope
{
    private const int DefaultMinutes = 10;

    // Escrows that were used in the last fifteen minutes are kept in memory, so a slope of nothing cannot be asked for.
    private const double MostMegabytesPerHour = 120;
    private const double WarmUpShare = 0.25;
    private const int Windows = 12;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    public static async Task<int> RunAsync(string[] arguments)
    {
        var minutes = arguments is [var given, ..] ? double.Parse(given, CultureInfo.InvariantCulture) : DefaultMinutes;
        var program = typeof(Api.Setup.ServerSetup).Assembly.Location;
        var folder = Directory.CreateTempSubdirectory("dhmad-bench-");
        try
        {
            var settings = ServerProcess.SettingsIn(folder.FullName);
            settings["Dhmad__RateLimit__PerMinute"] = "10000000";
            List<double> least;
            await using (var server = await ServerProcess.StartAsync(program, [], settings))
            {
                using var load = await SteadyLoad.MakeAsync(server.Url, await SeedAsync(program, settings));
                least = await WatchAsync(server, load, TimeSpan.FromMinutes(minutes));
            }

            return Judge(least, minutes * (1 - WarmUpShare) / Windows / 60);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The least megabytes of each window after the warm-up.</summary>
    private static async Task<List<double>> WatchAsync(ServerProcess server, SteadyLoad load, TimeSpan length)
    {
        using var end = new CancellationTokenSource();
        var running = load.RunAsync(end.Token);
        var warmUp = length * WarmUpShare;
        await Task.Delay(warmUp);
        Console.WriteLine($"warm after {warmUp.TotalSeconds:0} s, {load.Count:N0} requests, {server.Memory / 1e6:0} MB");
        var least = new List<double>();
        for (var window = 0; window < Windows; window++)
        {
            least.Add(await LeastAsync(server, (length - warmUp) / Windows));
            Console.WriteLine($"{load.Count,9:N0} requests   {least[^1],6:0.0} MB at least");
            if (running.IsCompleted) break;
        }

        await end.CancelAsync();
        await running;
        return least;
    }

    private static async Task<double> LeastAsync(ServerProcess server, TimeSpan length)
    {
        var least = server.Memory;
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < length;)
        {
            await Task.Delay(BetweenLooks);
            least = Math.Min(least, server.Memory);
        }

        return least / 1e6;
    }

    private static int Judge(List<double> least, double hoursOfWindow)
    {
        var (middle, mean) = ((least.Count - 1) / 2.0, least.Average());
        var perWindow = least.Select((size, at) => (at - middle) * (size - mean)).Sum()
            / least.Select((_, at) => (at - middle) * (at - middle)).Sum();
        var perHour = perWindow / hoursOfWindow;
        var climbs = perHour > MostMegabytesPerHour;
        Console.WriteLine($"slope: {perHour:0} MB an hour, at most {MostMegabytesPerHour}: {(climbs ? "it climbs" : "steady")}");
        return climbs ? 1 : 0;
    }

    private static async Task<string> SeedAsync(string program, Dictionary<string, string> settings)
    {
        var start = ServerProcess.Dotnet(program, ["seed", "--json"], settings);
        start.RedirectStandardOutput = true;
        using var process = Process.Start(start)!;
        var seed = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return seed;
    }
}
