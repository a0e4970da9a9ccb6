using System.Globalization;
using Dhmad.Bench.Http;

namespace Dhmad.Bench.Start;

/// <summary>
/// The first run of the built server on an empty folder, seeding included: from the start of the process to the first
/// 200 of <c>/health/ready</c>, and what it then keeps in memory. Medians.
/// </summary>
public static class FirstRun
{
    private const int Runs = 5;

    // Start-up is over, and what it needed only once has been given back or not.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);

    public static async Task<int> RunAsync(string[] arguments)
    {
        var runs = arguments is [var given, ..] ? int.Parse(given, CultureInfo.InvariantCulture) : Runs;
        var program = typeof(Api.Setup.ServerSetup).Assembly.Location;
        var measured = new List<Run>();
        for (var number = 0; number < runs; number++)
        {
            measured.Add(await RunOnceAsync(program));
            Console.WriteLine(measured[^1]);
        }

        Console.WriteLine("median");
        Console.WriteLine(new Run(
            Median(measured, run => run.Seconds),
            Median(measured, run => run.ProcessorSeconds),
            Median(measured, run => run.MegabytesAtReady),
            Median(measured, run => run.MegabytesLater)));
        return 0;
    }

    private static async Task<Run> RunOnceAsync(string program)
    {
        var folder = Directory.CreateTempSubdirectory("dhmad-bench-");
        try
        {
            await using var server = await ServerProcess.StartAsync(program, [], ServerProcess.SettingsIn(folder.FullName));
            var (atReady, work) = (server.Memory, server.ProcessorTime);
            await Task.Delay(Settling);
            return new Run(server.UntilReady.TotalSeconds, work.TotalSeconds, atReady / 1e6, server.Memory / 1e6);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static double Median(List<Run> runs, Func<Run, double> of) => runs.Select(of).Order().ElementAt(runs.Count / 2);

    private sealed record Run(double Seconds, double ProcessorSeconds, double MegabytesAtReady, double MegabytesLater)
    {
        public override string ToString() =>
            $"ready after {Seconds,5:0.00} s, {ProcessorSeconds:0.00} s of processor   {MegabytesAtReady,4:0} MB then   " +
            $"{MegabytesLater,4:0} MB {Settling.TotalSeconds:0} s later";
    }
}
