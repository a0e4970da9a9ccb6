using Dhmad.Domain.Escrows;
using Dhmad.Domain.Ledger;
using Dhmad.Domain.Payments;
using Dhmad.Grains.Checkout;
using Dhmad.Storage;
using Dhmad.Testing;

namespace Dhmad.Grains.Tests;

/// <summary>Commits that fail, or happen untold.</summary>
public sealed class FaultTests : ClusterTest
{
    [Fact]
    public async Task A_commit_that_failed_is_forgotten()
    {
        var life = await PaidAsync();
        Cluster.Faults.FailNextCommit(FaultPoint.BeforeCommit);
        await Assert.ThrowsAsync<DatabaseUnavailableException>(life.DeliverAsync);
        Assert.Equal(EscrowStatus.Paid, await life.StatusAsync());
        Assert.Null((await life.DeliverAsync()).Refusal);
    }

    [Fact]
    public async Task A_commit_that_happened_untold_is_found_on_the_next_look()
    {
        var life = await PaidAsync();
        var sequence = (await life.NowAsync()).Sequence;
        Cluster.Faults.FailNextCommit(FaultPoint.AfterCommit);
        await Assert.ThrowsAsync<DatabaseUnavailableException>(life.DeliverAsync);
        Assert.Equal("DELIVER_INVALID_STATUS", (await life.DeliverAsync()).Refusal?.Code);
        Assert.Equal(sequence + 1, (await life.NowAsync()).Sequence);
    }

    [Fact]
    public async Task A_submission_whose_answer_was_lost_repeats_to_its_stored_outcome()
    {
        var life = await DeliveredAsync();
        var session = await life.OpenAsync(EscrowAction.Complete, The.Buyer);
        var id = Guid.NewGuid();
        Cluster.Faults.FailNextCommit(FaultPoint.AfterCommit);
        await Assert.ThrowsAsync<DatabaseUnavailableException>(() => session.SubmitAsync(The.Buyer, submissionId: id));

        Assert.Equal(SubmissionResult.Completed, (await session.SubmitAsync(The.Buyer, submissionId: id)).Result);
        Assert.Equal(95_000, await life.WalletAsync(The.Seller));
    }

    [Fact]
    public async Task A_submission_whose_commit_failed_can_be_sent_again()
    {
        var life = await DeliveredAsync();
        var session = await life.OpenAsync(EscrowAction.Complete, The.Buyer);
        var id = Guid.NewGuid();
        Cluster.Faults.FailNextCommit(FaultPoint.BeforeCommit);
        await Assert.ThrowsAsync<DatabaseUnavailableException>(() => session.SubmitAsync(The.Buyer, submissionId: id));
        Assert.Equal(SubmissionResult.Completed, (await session.SubmitAsync(The.Buyer, submissionId: id)).Result);
    }

    [Fact]
    public async Task An_api_call_whose_answer_was_lost_finds_it_under_its_key()
    {
        var life = await PaidAsync();
        var keys = Cluster.Get<IdempotencyStore>();
        var claimed = Assert.IsType<IdempotencyAnswer.Claimed>(await ClaimAsync(keys));
        var request = new ActionRequest(EscrowAction.Deliver, The.Developer) { Idempotency = claimed.Claim };
        Cluster.Faults.FailNextCommit(FaultPoint.AfterCommit);
        await Assert.ThrowsAsync<DatabaseUnavailableException>(() => life.Grain.Take(request));

        var replay = Assert.IsType<IdempotencyAnswer.Replay>(await ClaimAsync(keys));
        Assert.Equal((200, ApiAnswer.ContentType), (replay.Status, replay.ContentType));
        Assert.Contains("\"status\":\"delivered\"", System.Text.Encoding.UTF8.GetString(replay.Body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_that_lost_its_key_to_another_changes_nothing()
    {
        var life = await PaidAsync();
        var keys = Cluster.Get<IdempotencyStore>();
        var claimed = Assert.IsType<IdempotencyAnswer.Claimed>(await ClaimAsync(keys));
        Cluster.Time.Jump(TimeSpan.FromSeconds(61));
        Assert.IsType<IdempotencyAnswer.Claimed>(await ClaimAsync(keys));

        var late = new ActionRequest(EscrowAction.Deliver, The.Developer) { Idempotency = claimed.Claim };
        Assert.Equal("IDEMPOTENCY_KEY_IN_PROGRESS", (await life.Grain.Take(late)).Refusal?.Code);
        Assert.Equal(EscrowStatus.Paid, await life.StatusAsync());
    }

    [Theory]
    [InlineData(SandboxCardBehaviour.Succeeds)]
    [InlineData(SandboxCardBehaviour.SilentThenSucceeds)]
    public async Task A_charge_whose_settlement_was_lost_is_found_and_never_made_again(SandboxCardBehaviour card)
    {
        var life = await CreateAsync();
        var session = await life.OpenAsync(EscrowAction.AcceptPay, The.Buyer);
        var form = await session.PaymentAsync(Rails.SandboxCard, card);
        var started = await session.Grain.Submit(form);
        Assert.Equal(SubmissionResult.AskRail, started.Result);

        // The process died between the payment's row and the rail's answer.
        await Cluster.RestartAsync();
        Assert.Equal(SubmissionResult.BeingChecked, (await session.CallAsync(form)).Result);
        Cluster.Time.Jump(PaymentClock.LookUpAfter);
        await Sweep.SweepPaymentsAsync(CancellationToken.None);
        Assert.Equal(SubmissionResult.Completed, (await session.CallAsync(form)).Result);
        Assert.Equal(100_000, await life.BalanceAsync(AccountKind.Held));
    }

    [Fact]
    public async Task Nothing_is_answered_while_the_database_is_away_and_everything_afterwards()
    {
        var life = await PaidAsync();
        Cluster.Faults.IsAway = true;
        await Assert.ThrowsAsync<DatabaseUnavailableException>(life.DeliverAsync);
        Cluster.Faults.IsAway = false;
        Assert.Null((await life.DeliverAsync()).Refusal);
    }

    [Fact]
    public async Task Delivering_costs_one_commit_and_no_read()
    {
        var life = await PaidAsync();
        var (reads, commits) = (Cluster.Faults.Reads, Cluster.Faults.Commits);
        Assert.Null((await life.DeliverAsync()).Refusal);
        Assert.Equal((reads, commits + 1), (Cluster.Faults.Reads, Cluster.Faults.Commits));
    }

    private Task<IdempotencyAnswer> ClaimAsync(IdempotencyStore keys) =>
        keys.ClaimAsync("key_1", "order-17", "hash", Cluster.Time.GetUtcNow(), CancellationToken.None);
}
