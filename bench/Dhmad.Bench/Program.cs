using Dhmad.Bench.Grains;

// The first argument says what is measured; what follows belongs to it.
return args switch
{
    ["grains-calls", .. var rest] => await GrainCalls.RunAsync(rest),
    ["grains-memory", .. var rest] => await GrainMemory.RunAsync(rest),
    ["grains", .. var rest] => GrainBenchmarks.Run(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        dhmad-bench <what>
          grains-calls [count]   nanoseconds and bytes of a call to an active grain
          grains-memory [count]  bytes of an idle activation of an empty grain
          grains                 the same calls under BenchmarkDotNet
        """);
    return 1;
}
