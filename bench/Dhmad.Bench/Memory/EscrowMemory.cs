using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using Dhmad.Api.Setup;
using Dhmad.Bench.Http;
using Dhmad.Domain;
using Dhmad.Domain.Escrows;
using Dhmad.Embedded;
using Dhmad.Grains.Escrows;
using Microsoft.Extensions.DependencyInjection;

namespace Dhmad.Bench.Memory;

/// <summary>
/// What a process keeps in memory while many escrows are active: the server as the product builds it, on SQLite, in
/// which each escrow lived until it was paid and was then read; and another on the same database, in which each was
/// loaded from its row. Exit code 1: one of them needs more than allowed.
/// </summary>
public static class EscrowMemory
{
    private const int DefaultEscrows = 100_000;
    private const int MostMegabytes = 600;
    private const int ReadsAtOnce = 64;

    public static async Task<int> RunAsync(string[] arguments)
    {
        var count = arguments is [var given, ..] ? int.Parse(given, CultureInfo.InvariantCulture) : DefaultEscrows;
        var folder = Directory.CreateTempSubdirectory("dhmad-bench-");
        try
        {
            var lived = await InProcessAsync("lived", folder.FullName, count);
            var loaded = await InProcessAsync("loaded", folder.FullName, count);
            return Math.Max(lived, loaded);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>One of the two processes.</summary>
    /// <param name="how">What is told, and whether the escrows must be made.</param>
    public static async Task<int> MeasureAsync(string how, string folder, string count)
    {
        var (ids, escrows) = (Path.Combine(folder, "ids"), int.Parse(count, CultureInfo.InvariantCulture));
        await using var app = ServerSetup.Build(
            new DhmadSettings { Database = Path.Combine(folder, "dhmad.db") }, "http://127.0.0.1:0");
        await app.StartAsync();
        var grains = app.Services.GetRequiredService<EmbeddedGrains>();
        var before = Tell(how, "started", grains);
        if (how == "lived") await LiveAsync(app.Services, escrows, ids);
        await ReadAsync(grains, ids);
        Console.WriteLine($"{how}, each read, nothing collected: {Resident() / 1e6:0} MB in memory (RSS)");
        var after = Tell(how, "each read", grains);
        var isMet = after.Resident / 1e6 <= MostMegabytes;
        Console.WriteLine(
            $"{how}: {(after.Heap - before.Heap) / (double)escrows:N0} bytes of the heap for each escrow; " +
            $"{after.Resident / 1e6:0} MB, at most {MostMegabytes}: {(isMet ? "met" : "missed")}");
        await app.StopAsync();
        return isMet ? 0 : 1;
    }

    private static async Task<int> InProcessAsync(string how, string folder, int count)
    {
        string[] arguments = ["memory-escrows-process", how, folder, count.ToString(CultureInfo.InvariantCulture)];
        using var process = Process.Start(ServerProcess.Dotnet(
            typeof(EscrowMemory).Assembly.Location, arguments, new Dictionary<string, string>()))!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    private static async Task LiveAsync(IServiceProvider services, int count, string ids) =>
        await File.WriteAllLinesAsync(ids, (await Pool.MakeAsync(services, count, withWebhook: false)).EscrowIds);

    private static Task ReadAsync(EmbeddedGrains grains, string ids) => Parallel.ForEachAsync(
        File.ReadLines(ids),
        new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnce },
        async (id, _) =>
        {
            var read = await grains.GetGrain<IEscrowGrain>(id).Read();
            if (read?.Escrow.Status != EscrowStatus.Paid) throw new InvalidOperationException($"{id} is not paid.");
        });

    /// <summary>What is left when all that can be is collected, and given back to the machine.</summary>
    private static (long Resident, long Heap) Tell(string how, string when, EmbeddedGrains grains)
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var (resident, heap) = (Resident(), GC.GetTotalMemory(forceFullCollection: false));
        Console.WriteLine(
            $"{how}, {when}: {grains.ActivationCount,7:N0} grains, {resident / 1e6:0} MB in memory (RSS), " +
            $"{heap / 1e6:0} MB of them the managed heap");
        return (resident, heap);
    }

    private static long Resident()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
