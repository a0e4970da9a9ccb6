using Dhmad.Storage;
using Dhmad.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dhmad.Grains.Tests;

/// <summary>What the log says of failures that are foreseen.</summary>
public sealed class OutageTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_sweep_says_once_that_it_cannot_work_and_once_that_it_can_again()
    {
        var log = new LogBook();
        await using var cluster = await DhmadCluster.StartAsync(new ClusterPlan
        {
            HasSweep = true,
            Silos = 1,
            Before = services => services.AddSingleton<ILoggerProvider>(log),
        });
        cluster.Faults.IsAway = true;
        await PassAsync(cluster, () => cluster.Faults.Refused >= 12);
        cluster.Faults.IsAway = false;
        await PassAsync(cluster, () => Lines(log, "Possible again: looking for due sessions").Length > 0);

        var begun = Assert.Single(Lines(log, "Not possible at present, and tried again until it is: looking for due sessions"));
        Assert.Contains("The database is away, as the test asked.", begun, StringComparison.Ordinal);
        Assert.Single(Lines(log, "Possible again: looking for due sessions"));
        Assert.Empty(Lines(log, "Dhmad.Grains.Sweep", "\n   at "));
    }

    [Fact]
    public void A_reason_is_one_line_with_what_the_causes_add()
    {
        var cause = new IOException(
            "53100: could not extend file\n\nDETAIL: Detail redacted", new TimeoutException("No answer in 5 s."));
        Assert.Equal(
            "The disk is full. 53100: could not extend file. No answer in 5 s.",
            Outage.Why(new DatabaseUnavailableException("The disk is full.", cause)));
        Assert.Equal("Away.", Outage.Why(new DatabaseUnavailableException("Away.", new IOException("Away."))));
    }

    [Fact]
    public void Words_of_a_cluster_that_may_name_grains_are_not_told()
    {
        Assert.Equal(nameof(OrleansException), Outage.Why(new OrleansException("no way to escrow/alice@example.tn")));
        Assert.Equal("IEscrowGrain/Take got lost.", Outage.Why(new SiloUnavailableException("IEscrowGrain/Take got lost.")));
    }

    [Fact]
    public void A_failure_that_nobody_foresaw_is_logged_whole()
    {
        var bug = new InvalidOperationException("a bug");
        Assert.Null(Outage.Why(bug));
        Assert.Equal((nameof(InvalidOperationException), bug), Outage.Tell(bug));
    }

    /// <summary>Seconds go by until it holds.</summary>
    private static Task PassAsync(DhmadCluster cluster, Func<bool> holds) => DhmadCluster.Eventually(() =>
    {
        cluster.Time.Advance(Second);
        return holds();
    });

    private static string[] Lines(LogBook log, params string[] parts) =>
        [.. log.Lines.Where(line => parts.All(part => line.Contains(part, StringComparison.Ordinal)))];
}
