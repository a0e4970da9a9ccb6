using Dhmad.Domain.Escrows;
using Dhmad.Grains.Accounts;
using Dhmad.Grains.Checkout;
using Dhmad.Grains.Escrows;
using Dhmad.Grains.Webhooks;
using Dhmad.Storage;
using Dhmad.Testing;

namespace Dhmad.Grains.Tests;

/// <summary>Whichever node is asked, it is one deployment. Where grains live in one process there is one node.</summary>
public sealed class ClusterTests : ClusterTest
{
    private const int Many = 16;
    private const int Crowd = 80;

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

    /// <summary>None of these calls is made again when it is refused: each must be answered the first time.</summary>
    [Fact]
    public async Task Many_who_ask_at_once_for_what_is_not_there_are_all_told_so()
    {
        for (var round = 0; round < 3; round++)
        {
            var (escrow, session, endpoint) = ($"66d4{round:d20}", new Guid(round + 1, 0, 0, new byte[8]), $"gone-{round}");
            var answers = await Task.WhenAll(Enumerable.Range(0, Crowd).Select(async call => (
                (await GrainsAt(call).GetGrain<IEscrowGrain>(escrow)
                    .Take(new ActionRequest(EscrowAction.Deliver, Caller.Clock))).Refusal?.Code,
                (await GrainsAt(call).GetGrain<ICheckoutSessionGrain>(session.ToString()).Cancel("dev", null)).Refusal?.Code,
                (await GrainsAt(call).WebhookEndpoint(endpoint).Delete("dev"))?.Code)));
            Assert.Equal(
                [("ESCROW_NOT_FOUND", "SESSION_NOT_FOUND", "WEBHOOK_NOT_FOUND")], answers.Distinct());
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
