using System.Globalization;

namespace Dhmad.Bench.Grains;

/// <summary>Bytes that an idle activation of an empty grain keeps, its key and its place in the directory included.
/// </summary>
public static class GrainMemory
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        var count = arguments is [var given, ..] ? int.Parse(given, CultureInfo.InvariantCulture) : 100_000;
        await using var host = new BenchHost();
        await host.Grain("first").Nothing();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < count; i++) await host.Grain($"grain-{i:D10}").Nothing();
        var after = GC.GetTotalMemory(forceFullCollection: true);
        var each = (after - before) / (double)count;
        Console.WriteLine($"{host.Grains.ActivationCount - 1} activations, {each:F0} bytes each");
        return 0;
    }
}
