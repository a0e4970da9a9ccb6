using Dhmad.Domain;
using Dhmad.Domain.Checkout;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Payments;
using Dhmad.Grains.Webhooks;
using Dhmad.Storage;

namespace Dhmad.Grains.Escrows;

/// <summary>
/// The order of things: the clock first, then judge, commit, remember; and again when somebody else was first.
/// </summary>
public sealed partial class EscrowGrain
{
    /// <summary>
    /// How often one call is judged when other commits keep coming first; then its caller repeats it.
    /// </summary>
    private const int MaxJudgements = 5;

    /// <summary>Rows of the clock that one look may apply; no life has more in a row.</summary>
    private const int MaxClockRows = 16;

    /// <summary>The state after the last commit that is known to have happened; null when it must be read.</summary>
    private Escrow? escrow;

    private string Id => this.GetPrimaryKeyString();

    private async Task<Result<T>> JudgeAsync<T>(Func<Escrow, DateTimeOffset, Task<Verdict<T>>> judge)
    {
        for (var judgement = 0; judgement < MaxJudgements; judgement++)
        {
            if (await PresentAsync() is not { } present) return EscrowNotFound;
            var verdict = await judge(present, NowOf(present));
            if (verdict.Commit is null) return verdict.Answer;

            var outcome = await CommitAsync(verdict.Commit);
            if (outcome == CommitOutcome.Done) return verdict.Answer;
            if (outcome != CommitOutcome.Conflict) return RefusalOf(outcome, verdict.Commit);
            LogConflict(Id, judgement + 1);
        }

        throw new DatabaseUnavailableException($"Other commits of escrow {Id} keep coming first.");
    }

    /// <summary>
    /// The escrow as it is now: every due row of the clock is applied first, each stamped with its deadline.
    /// </summary>
    private async Task<Escrow?> PresentAsync()
    {
        for (var applied = 0; applied < MaxClockRows; applied++)
        {
            this.escrow ??= await store.LoadAsync(Id, CancellationToken.None);
            if (this.escrow is null) return Unknown();
            if (EscrowClock.Next(this.escrow) is not { } next || next.At > NowOf(this.escrow))
            {
                SetAlarm();
                return this.escrow;
            }

            await ApplyAsync(this.escrow, next);
        }

        throw new InvalidOperationException($"The clock of escrow {Id} does not come to rest.");
    }

    /// <summary>An id that was guessed need not stay in memory.</summary>
    private Escrow? Unknown()
    {
        LeaveSoon();
        return null;
    }

    private async Task ApplyAsync(Escrow present, Deadline due)
    {
        var request = new ActionRequest(due.Then, Caller.Clock);
        var decision = EscrowDecider.Decide(present, request, ContextAt(due.At));
        if (decision.IsRefused)
            throw new InvalidOperationException(
                $"Escrow {Id}: the clock was refused {Spelling.Of(due.Then)} with {decision.Refusal.Code}.");

        var outcome = await CommitAsync(CommitOf(decision.Value, due.At));
        if (outcome == CommitOutcome.Done) LogClock(Id, due.Then, due.At);
        else if (outcome != CommitOutcome.Conflict)
            throw new InvalidOperationException(
                $"Escrow {Id}: the clock's {Spelling.Of(due.Then)} ended as {outcome}.");
    }

    private async Task<CommitOutcome> CommitAsync(EscrowCommit commit)
    {
        CommitOutcome outcome;
        try
        {
            outcome = await store.CommitAsync(commit, CancellationToken.None);
        }
        catch
        {
            // It may have happened or not: only the row knows.
            Forget();
            LeaveSoon();
            throw;
        }

        if (outcome == CommitOutcome.Done) Remember(commit);
        else Forget();
        return outcome;
    }

    private void Remember(EscrowCommit commit)
    {
        escrow = commit.Escrow;
        SetAlarm();

        // Nobody waits for it: what a lost nudge leaves in the outbox, the sweep finds.
        if (commit.Events.Count > 0) _ = GrainFactory.Outbox.Nudge(commit.RealTime);
    }

    private void Forget() => escrow = null;

    /// <summary>
    /// What the guards of a commit say no to, in words; a conflict is no answer but a reason to judge again.
    /// </summary>
    private static Refusal RefusalOf(CommitOutcome outcome, EscrowCommit commit) => outcome switch
    {
        CommitOutcome.BalanceTooLow when commit.Payment?.Payment.Rail == Rails.Wallet =>
            RefusalCodes.InsufficientBalance,
        CommitOutcome.SessionNotPending => CheckoutRefusals.NotPending,
        CommitOutcome.SubmissionKnown => CheckoutRefusals.SubmissionKnown,
        CommitOutcome.ClaimLost => EscrowAnswers.ClaimLost,
        _ => throw new InvalidOperationException($"A commit of escrow {commit.Escrow.Id} ended as {outcome}."),
    };
}
