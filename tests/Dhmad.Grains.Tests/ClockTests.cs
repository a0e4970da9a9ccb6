using Dhmad.Domain.Escrows;
using Dhmad.Domain.Ledger;
using Dhmad.Testing;

namespace Dhmad.Grains.Tests;

/// <summary>Every row of the clock fires, however late its alarm, and always stamped with its deadline.</summary>
public sealed class ClockTests : ClusterTest
{
    [Fact]
    public async Task A_pending_escrow_expires_after_thirty_one_days()
    {
        var life = await CreateAsync();
        await FiresAsync(life, TimeSpan.FromDays(31), ClosureReason.Expired);
        Assert.Equal("ESCROW_EXPIRED", (await life.TryOpenAsync(EscrowAction.AcceptPay, The.Buyer.Email)).Refusal?.Code);
    }

    [Fact]
    public async Task Seven_days_of_silence_complete()
    {
        var life = await DeliveredAsync();
        await FiresAsync(life, TimeSpan.FromDays(7), ClosureReason.Silence);
        Assert.Equal(95_000, await life.WalletAsync(The.Seller));
    }

    [Fact]
    public async Task A_proof_that_never_comes_gives_the_money_back()
    {
        var life = await PaidAsync(Some.EscrowWithProof());
        await FiresAsync(life, TimeSpan.FromHours(24), ClosureReason.ProofExpired);
        Assert.Equal((100_000, 0), (await life.WalletAsync(The.Buyer), await life.BalanceAsync(AccountKind.Held)));
    }

    [Fact]
    public async Task A_proof_nobody_reviews_is_accepted()
    {
        var life = await PaidAsync(Some.EscrowWithProof());
        await life.DoAsync(EscrowAction.SubmitProof, The.Seller, Proof());
        var deadline = (await life.NowAsync()).Proof!.ReviewDeadline!.Value;
        Cluster.Time.Jump(TimeSpan.FromDays(2));
        await Sweep.SweepEscrowsAsync(CancellationToken.None);

        var escrow = await life.NowAsync();
        Assert.Equal((ProofPhase.AcceptedByTimeout, deadline), (escrow.Proof!.Phase, escrow.UpdatedAt));
        Assert.Null((await life.DeliverAsync()).Refusal);
    }

    [Fact]
    public async Task A_timer_applies_a_deadline_that_is_near_without_any_sweep()
    {
        var life = await DeliveredAsync();
        await Cluster.AdvanceAsync(TimeSpan.FromDays(7) - TimeSpan.FromMinutes(30));
        Assert.Equal(EscrowStatus.Delivered, await life.StatusAsync());
        await Cluster.RestartAsync();
        Assert.Equal(EscrowStatus.Delivered, await life.StatusAsync());

        var commits = Cluster.Faults.Commits;
        await Cluster.AdvanceAsync(TimeSpan.FromMinutes(30));
        Assert.Equal(commits + 1, Cluster.Faults.Commits);
        Assert.Equal(EscrowStatus.Completed, await life.StatusAsync());
    }

    [Fact]
    public async Task A_due_row_is_applied_before_an_action_that_comes_later()
    {
        var life = await DeliveredAsync();
        var deadline = (await life.NowAsync()).CompletionDeadline!.Value;
        Cluster.Time.Jump(TimeSpan.FromDays(8));

        Assert.Equal("REJECT_DELIVERY_INVALID_STATUS", (await life.RejectDeliveryAsync()).Refusal?.Code);
        var escrow = await life.NowAsync();
        Assert.Equal((EscrowStatus.Completed, deadline), (escrow.Status, escrow.CompletedAt));
    }

    [Fact]
    public async Task Waking_early_late_or_twice_does_no_harm()
    {
        var life = await DeliveredAsync();
        var sequence = (await life.NowAsync()).Sequence;
        await life.Grain.Wake();
        Assert.Equal(sequence, (await life.NowAsync()).Sequence);

        Cluster.Time.Jump(TimeSpan.FromDays(30));
        await Task.WhenAll(life.Grain.Wake(), life.Grain.Wake(), Sweep.SweepEscrowsAsync(CancellationToken.None));
        Assert.Equal(sequence + 1, (await life.NowAsync()).Sequence);
    }

    [Fact]
    public async Task A_sweep_takes_more_rows_than_one_page_holds()
    {
        var lives = new List<EscrowLife>();
        for (var count = 0; count < Sweep.MaxRows + 10; count++) lives.Add(await CreateAsync());
        Cluster.Time.Jump(TimeSpan.FromDays(32));
        await Sweep.SweepEscrowsAsync(CancellationToken.None);
        var left = await Cluster.Get<Storage.Escrows.EscrowQueries>()
            .DueAsync(Cluster.Time.GetUtcNow(), 0, Sweep.MaxRows, CancellationToken.None);
        Assert.Empty(left);
    }

    [Fact]
    public async Task A_sweep_goes_on_behind_rows_that_fail()
    {
        var (first, second) = (await CreateAsync(), await CreateAsync());
        Cluster.Time.Jump(TimeSpan.FromDays(32));
        Cluster.Faults.FailNextCommit(FaultPoint.BeforeCommit);
        await Sweep.SweepEscrowsAsync(CancellationToken.None);
        Assert.Equal(EscrowStatus.Cancelled, await first.StatusAsync());
        Assert.Equal(EscrowStatus.Cancelled, await second.StatusAsync());
    }

    /// <summary>Nothing wakes the escrow but the sweep, a day late; what happened carries the deadline.</summary>
    private async Task FiresAsync(EscrowLife life, TimeSpan after, ClosureReason reason)
    {
        var deadline = Cluster.Time.GetUtcNow() + after;
        Cluster.Time.Jump(after - TimeSpan.FromMilliseconds(1));
        await Sweep.SweepEscrowsAsync(CancellationToken.None);
        Assert.False((await life.NowAsync()).IsClosed);

        Cluster.Time.Jump(TimeSpan.FromDays(1));
        await Sweep.SweepEscrowsAsync(CancellationToken.None);
        var escrow = await life.NowAsync();
        Assert.Equal((new Closure(ActorKind.Clock, reason), deadline), (escrow.Closure, escrow.UpdatedAt));
    }

    private ActionInput Proof() => new()
    {
        Proof = new ProofSubmission(Cluster.Time.GetUtcNow(), "Bought.", [new ProofAttachment("file1", "image/png")]),
    };
}
