using Dhmad.Domain.Escrows;
using Dhmad.Domain.Ledger;
using Dhmad.Grains.Checkout;
using Dhmad.Testing;

namespace Dhmad.Grains.Tests;

/// <summary>Two runtimes with the same rows, as during a failover: each holds a memory of its own, and versions decide.</summary>
public sealed class FailoverTests : ClusterTest
{
    [Fact]
    public async Task An_outdated_memory_conflicts_reloads_and_judges_again()
    {
        var here = await PaidAsync();
        await using var other = await Cluster.StartBesideAsync();
        var there = here.In(other);
        Assert.Equal(EscrowStatus.Paid, await there.StatusAsync());
        Assert.Null((await here.DeliverAsync()).Refusal);

        Assert.Equal("DELIVER_INVALID_STATUS", (await there.DeliverAsync()).Refusal?.Code);
        Assert.Null((await there.RejectDeliveryAsync("Scratched.")).Refusal);
        Assert.Equal("REJECT_DELIVERY_INVALID_STATUS", (await here.RejectDeliveryAsync()).Refusal?.Code);
        Assert.Equal((EscrowStatus.Paid, (await there.NowAsync()).Sequence), (await here.StatusAsync(), (await here.NowAsync()).Sequence));
    }

    [Fact]
    public async Task Of_two_activations_at_once_one_commits_and_the_other_is_refused_by_the_rules()
    {
        var here = await PaidAsync();
        await using var other = await Cluster.StartBesideAsync();
        var there = here.In(other);
        await there.NowAsync();

        var answers = await Task.WhenAll(here.DeliverAsync(), there.DeliverAsync());
        Assert.Equal(["DELIVER_INVALID_STATUS"], answers.Select(answer => answer.Refusal?.Code).OfType<string>());
    }

    [Fact]
    public async Task The_same_submission_in_two_activations_has_one_effect_and_one_outcome()
    {
        var here = await DeliveredAsync();
        var session = await here.OpenAsync(EscrowAction.Complete, The.Buyer);
        await using var other = await Cluster.StartBesideAsync();
        await here.In(other).NowAsync();

        var id = Guid.NewGuid();
        var answers = await Task.WhenAll(
            session.SubmitAsync(The.Buyer, submissionId: id), session.In(other).SubmitAsync(The.Buyer, submissionId: id));
        Assert.All(answers, answer => Assert.Equal(SubmissionResult.Completed, answer.Result));
        Assert.Equal(95_000, await here.WalletAsync(The.Seller));
    }

    [Fact]
    public async Task Two_submissions_in_two_activations_leave_one_winner()
    {
        var here = await DeliveredAsync();
        var session = await here.OpenAsync(EscrowAction.Complete, The.Buyer);
        await using var other = await Cluster.StartBesideAsync();
        await here.In(other).NowAsync();

        var answers = await Task.WhenAll(session.SubmitAsync(The.Buyer), session.In(other).SubmitAsync(The.Buyer));
        Assert.Single(answers, answer => answer.Result == SubmissionResult.Completed);
        Assert.Single(answers, answer => answer.Result is SubmissionResult.AlreadyCompleted or SubmissionResult.Refused);
        Assert.Equal(0, await here.BalanceAsync(AccountKind.Held));
    }

    [Fact]
    public async Task The_clock_fires_once_in_two_activations()
    {
        var here = await DeliveredAsync();
        await using var other = await Cluster.StartBesideAsync();
        var there = here.In(other);
        await there.NowAsync();
        Cluster.Time.Jump(TimeSpan.FromDays(8));

        await Task.WhenAll(here.Grain.Wake(), there.Grain.Wake());
        Assert.Equal((await here.NowAsync()).Sequence, (await there.NowAsync()).Sequence);
        Assert.Equal(95_000, await here.WalletAsync(The.Seller));
    }
}
