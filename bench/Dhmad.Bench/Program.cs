using Dhmad.Bench.Commits;
using Dhmad.Bench.Grains;

// The first argument says what is measured; what follows belongs to it.
return args switch
{
    ["grains-calls", .. var rest] => await GrainCalls.RunAsync(rest),
    ["grains-memory", .. var rest] => await GrainMemory.RunAsync(rest),
    ["grains", .. var rest] => GrainBenchmarks.Run(rest),
    ["commits", .. var rest] => await CommitRate.RunAsync(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        dhmad-bench <what>
          grains-calls [count]   nanoseconds and bytes of a call to an active grain
          grains-memory [count]  bytes of an idle activation of an empty grain
          grains                 the same calls under BenchmarkDotNet
          commits [seconds [dir]]  group commit against one transaction per commit, as a ratio
        """);
    return 1;
}
