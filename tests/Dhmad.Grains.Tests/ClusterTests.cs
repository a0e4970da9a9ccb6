using Dhmad.Grains.Accounts;
using Dhmad.Grains.Escrows;
using Dhmad.Storage;
using Dhmad.Testing;

namespace Dhmad.Grains.Tests;

/// <summary>Whichever node is asked, it is one deployment. Where grains live in one process there is one node.</summary>
public sealed class ClusterTests : ClusterTest
{
    private const int Many = 16;

    private IGrainFactory GrainsAt(int call) =>
        (IGrainFactory)Cluster.Nodes[call % Cluster.Nodes.Count].Services.GetService(typeof(IGrainFactory))!;

    [Fact]
    public async Task A_grain_is_the_same_from_every_node()
    {
        for (var bucket = 0; bucket < Many; bucket++)
        {
            var passed = new List<bool>();
            for (var call = 0; call < 5; call++)
                passed.Add((await GrainsAt(call).RateLimit($"bucket-{bucket}").Count(4)).Passed);
            Assert.Equal([true, true, true, true, false], passed);
        }
    }

    [Fact]
    public async Task Of_first_calls_at_once_from_every_node_all_meet_the_same_grain()
    {
        for (var bucket = 0; bucket < Many; bucket++)
        {
            var name = $"rush-{bucket}";
            var verdicts = await Task.WhenAll(Enumerable.Range(0, Many).Select(call => GrainsAt(call).RateLimit(name).Count(5)));
            Assert.Equal(5, verdicts.Count(verdict => verdict.Passed));
        }
    }

    [Fact]
    public async Task A_failure_in_a_grain_of_any_node_arrives_as_what_it_is()
    {
        var lives = new List<EscrowLife>();
        for (var made = 0; made < Many; made++) lives.Add(await CreateAsync());
        await Cluster.RestartAsync();
        Cluster.Faults.IsAway = true;
        foreach (var life in lives)
        {
            var failure = await Assert.ThrowsAsync<DatabaseUnavailableException>(
                () => Cluster.Grains.GetGrain<IEscrowGrain>(life.Id).Read());
            Assert.Contains("away", failure.Message, StringComparison.Ordinal);
        }
    }
}
