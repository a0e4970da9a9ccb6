using System.Diagnostics;
using System.Globalization;

namespace Dhmad.Bench.Grains;

/// <summary>Nanoseconds and bytes of calls to active grains: a quick look, medians of five rounds.</summary>
public static class GrainCalls
{
    private const int Rounds = 5;

    public static async Task<int> RunAsync(string[] arguments)
    {
        var count = arguments is [var given, ..] ? int.Parse(given, CultureInfo.InvariantCulture) : 1_000_000;
        await using var host = new BenchHost();
        var grain = host.Grain("one");
        await MeasureAsync("GetGrain alone", count, () =>
        {
            host.Grain("one");
            return Task.CompletedTask;
        });
        await MeasureAsync("Task Nothing()", count, grain.Nothing);
        await MeasureAsync("Task<int> Add(int, int)", count, () => grain.Add(1, 2));
        await MeasureAsync("GetGrain and Add", count, () => host.Grain("one").Add(1, 2));
        await MeasureAsync("ValueTask NothingByValue()", count, () => grain.NothingByValue().AsTask());
        await MeasureAsync("Task Yield(), one await inside", count, grain.Yield);
        await MeasureAsync("AddThrough another grain, two calls", count, () => grain.AddThrough("two", 1, 2));
        await MeasureManyAsync(host, count);
        return 0;
    }

    private static Task MeasureAsync(string what, int count, Func<Task> call) => ReportAsync(what, count, async () =>
    {
        for (var i = 0; i < count; i++) await call();
    });

    private static Task MeasureManyAsync(BenchHost host, int count)
    {
        const int Callers = 64;
        var grains = Enumerable.Range(0, Callers).Select(n => host.Grain($"many-{n}")).ToArray();
        return ReportAsync($"Add, {Callers} callers of as many grains", count, () => Task.WhenAll(grains.Select(
            grain => Task.Run(async () =>
            {
                for (var i = 0; i < count / Callers; i++) await grain.Add(1, 2);
            }))));
    }

    private static async Task ReportAsync(string what, int count, Func<Task> run)
    {
        var rounds = new List<(double Nanoseconds, double Bytes)>();
        await run();
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = GC.GetTotalAllocatedBytes(precise: true);
            var start = Stopwatch.GetTimestamp();
            await run();
            var elapsed = Stopwatch.GetElapsedTime(start);
            bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
            rounds.Add((elapsed.TotalNanoseconds / count, (double)bytes / count));
        }

        var (nanoseconds, allocated) = rounds.OrderBy(round => round.Nanoseconds).ElementAt(Rounds / 2);
        Console.WriteLine($"{what,-40} {nanoseconds,8:F0} ns {allocated,7:F0} bytes");
    }
}
