using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Dhmad.Bench.Grains;

/// <summary>Calls to an active grain under BenchmarkDotNet, in this process.</summary>
[MemoryDiagnoser]
public class GrainBenchmarks
{
    /// <summary>Calls to one measured operation: else what is measured is the thread that blocks until one ends.
    /// </summary>
    private const int Calls = 1000;

    private readonly BenchHost host = new();
    private IBenchGrain grain = null!;

    public static int Run(string[] arguments)
    {
        var job = Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance);
        BenchmarkRunner.Run<GrainBenchmarks>(DefaultConfig.Instance.AddJob(job), arguments);
        return 0;
    }

    [GlobalSetup]
    public Task Activate() => (grain = host.Grain("one")).Nothing();

    [Benchmark(OperationsPerInvoke = Calls)]
    public Task Nothing() => Repeat(() => grain.Nothing());

    [Benchmark(OperationsPerInvoke = Calls)]
    public Task Add() => Repeat(() => grain.Add(1, 2));

    [Benchmark(OperationsPerInvoke = Calls)]
    public Task Echo() => Repeat(() => grain.Echo(new Line("sku", 1)));

    [Benchmark(OperationsPerInvoke = Calls)]
    public Task AddThroughAnotherGrain() => Repeat(() => grain.AddThrough("two", 1, 2));

    [GlobalCleanup]
    public ValueTask Stop() => host.DisposeAsync();

    private static Task Repeat(Func<Task> call) => Task.Run(async () =>
    {
        for (var i = 0; i < Calls; i++) await call();
    });
}
