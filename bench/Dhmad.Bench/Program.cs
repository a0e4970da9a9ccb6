using Dhmad.Bench.Baseline;
using Dhmad.Bench.Commits;
using Dhmad.Bench.Grains;
using Dhmad.Bench.Growth;
using Dhmad.Bench.Http;
using Dhmad.Bench.Memory;
using Dhmad.Bench.Start;
using Dhmad.Bench.Webhooks;

// The first argument says what is measured; what follows belongs to it.
return args switch
{
    ["grains-calls", .. var rest] => await GrainCalls.RunAsync(rest),
    ["grains-memory", .. var rest] => await GrainMemory.RunAsync(rest),
    ["grains", .. var rest] => GrainBenchmarks.Run(rest),
    ["commits", .. var rest] => await CommitRate.RunAsync(rest),
    ["writer", .. var rest] => await WriterWork.RunAsync(rest),
    ["commits-postgres", .. var rest] => await PostgresRate.RunAsync(rest),
    ["http", .. var rest] => await HttpRate.RunAsync(rest),
    ["baseline", .. var rest] => await BaselineRate.RunAsync(rest),
    ["growth", .. var rest] => await GrowthRate.RunAsync(rest),
    ["webhooks", .. var rest] => await WebhookRate.RunAsync(rest),
    ["receiver"] => await Receiver.RunAsync(),
    ["baseline-server"] => await BaselineServer.RunAsync(),
    ["product-server"] => await ProductServer.RunAsync(),
    ["http-server"] => await BenchServer.RunAsync(),
    ["first-run", .. var rest] => await FirstRun.RunAsync(rest),
    ["memory-slope", .. var rest] => await MemorySlope.RunAsync(rest),
    ["memory-escrows", .. var rest] => await EscrowMemory.RunAsync(rest),
    ["memory-escrows-process", var how, var folder, var count] => await EscrowMemory.MeasureAsync(how, folder, count),
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
          writer [count [dir]]   processor time of the writing thread for one commit, grouped and alone
          commits-postgres <connection string> [seconds]  commits against pgbench, as a ratio
          http [count [webhook]]   deliveries over HTTP against a call that only authenticates, as a ratio
          baseline <connection string> <count> [seconds]  deliveries on PostgreSQL against the usual way, as a ratio
          growth <connection string> [escrows [pool]]  a large database against a small one, as ratios; times of lists
          webhooks <connection string | sqlite> [seconds [developers]]  deliveries, and what they cost creating
          first-run [count]      seconds until the built server is ready, and its memory
          memory-slope [minutes]   megabytes an hour that the built server grows by under a steady load
          memory-escrows [count] memory of a process with so many paid escrows active
        """);
    return 1;
}
