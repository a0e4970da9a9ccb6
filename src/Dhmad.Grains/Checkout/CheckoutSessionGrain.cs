using Dhmad.Domain;
using Dhmad.Domain.Accounts;
using Dhmad.Domain.Checkout;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Payments;
using Dhmad.Grains.Escrows;
using Dhmad.Storage.Checkout;
using Dhmad.Storage.Payments;
using Microsoft.Extensions.Logging;

namespace Dhmad.Grains.Checkout;

/// <summary>
/// One checkout session. Form posts come one after another; the row says what the session is, because the escrow's own
/// commits change it too.
/// </summary>
[GrainType("checkout-session")]
public sealed partial class CheckoutSessionGrain(
    SessionStore store, PaymentStore payments, EscrowTime time, ILogger<CheckoutSessionGrain> log)
    : Grain, ICheckoutSessionGrain, IRemindable
{
    private Guid Id => Guid.ParseExact(this.GetPrimaryKeyString(), "D");

    public async Task<SessionView?> Read() => await LoadAsync() is { } session ? await ViewAsync(session) : null;

    public async Task<SubmissionAnswer?> Recall(Guid submissionId)
    {
        var session = await ExistingAsync();
        return await KnownAsync(session, submissionId) ?? await StandingAsync(session);
    }

    public async Task<SubmissionAnswer> Submit(Submission submission)
    {
        var session = await ExistingAsync();
        if (await KnownAsync(session, submission.Id) is { } known) return known;
        if (await StandingAsync(session) is { } standing) return standing;
        if (!await IsTargetAsync(session, submission.Person))
            return await AnswerAsync(SubmissionResult.WrongPerson, session);
        if (CheckoutRules.NeedsStepUp(session.Action, submission.Payment) && !submission.SteppedUp)
            return await AnswerAsync(SubmissionResult.StepUp, session);

        var answer = await AskEscrowAsync(session, submission);
        return answer.Result == SubmissionResult.Refused ? await ExplainAsync(answer, submission.Id) : answer;
    }

    /// <summary>A submission that was committed, or reached a rail, says the same again for ever.</summary>
    private async Task<SubmissionAnswer?> KnownAsync(CheckoutSession session, Guid submissionId)
    {
        if (await store.SubmissionAsync(Id, submissionId, CancellationToken.None) is not { } known) return null;
        var payment = known.PaymentId is null ? null : await payments.LoadAsync(known.PaymentId, CancellationToken.None);
        return known.Outcome switch
        {
            SubmissionOutcome.Completed => await AnswerAsync(SubmissionResult.Completed, session, payment: payment),
            SubmissionOutcome.Challenged => await AnswerAsync(SubmissionResult.Challenge, session, payment: payment),
            SubmissionOutcome.Declined =>
                await AnswerAsync(SubmissionResult.Refused, session, RefusalOf(known), payment),
            // The answer to a card check was lost on its way: the check is asked again.
            SubmissionOutcome.Started when payment is { Status: PaymentStatus.Challenged } && !session.UnderReview =>
                await AnswerAsync(SubmissionResult.Challenge, session, payment: payment),
            _ => await AnswerAsync(SubmissionResult.BeingChecked, session, payment: payment),
        };
    }

    /// <summary>What the session itself says to a new submission; null while it is open.</summary>
    private async Task<SubmissionAnswer?> StandingAsync(CheckoutSession session) => session.StatusAt(NowOf(session)) switch
    {
        SessionStatus.Completed => await AnswerAsync(SubmissionResult.AlreadyCompleted, session),
        SessionStatus.Cancelled => await AnswerAsync(SubmissionResult.SessionCancelled, session),
        SessionStatus.Expired => await AnswerAsync(SubmissionResult.SessionExpired, session),
        _ => session.UnderReview ? await AnswerAsync(SubmissionResult.UnderReview, session) : null,
    };

    private async Task<bool> IsTargetAsync(CheckoutSession session, Person person)
    {
        if (person.Id is not null) return person.Email == session.TargetEmail;
        var escrow = await EscrowOf(session).Read();
        return escrow is not null && CheckoutRules.MayFinish(session, person, escrow.Escrow.Terms.Mode);
    }

    private async Task<SubmissionAnswer> AskEscrowAsync(CheckoutSession session, Submission submission)
    {
        var escrow = EscrowOf(session);
        if (session.Action == EscrowAction.AcceptPay)
        {
            var step = submission.AnswersChallenge
                ? await escrow.ContinuePayment(new ContinuePayment(Id, submission))
                : await escrow.StartPayment(new StartPayment(Id, submission));
            return step.IsRefused
                ? await AnswerAsync(SubmissionResult.Refused, session, step.Refusal)
                : await AnswerAsync(ResultOf(step.Value.Duty), await ExistingAsync(), payment: step.Value.Payment);
        }

        var request = new ActionRequest(session.Action, new Caller(Door.Session, submission.Person), submission.Input)
        {
            SessionId = Id,
            SubmissionId = submission.Id,
        };
        var taken = await escrow.Take(request);
        return taken.IsRefused
            ? await AnswerAsync(SubmissionResult.Refused, session, taken.Refusal)
            : await AnswerAsync(SubmissionResult.Completed, await ExistingAsync());
    }

    /// <summary>
    /// A refusal may mean that another activation was first: then the row has the answer. Otherwise it is the rule's.
    /// </summary>
    private async Task<SubmissionAnswer> ExplainAsync(SubmissionAnswer refused, Guid submissionId)
    {
        var session = await ExistingAsync();
        if (await KnownAsync(session, submissionId) is { } known) return known;
        var lost = refused.Refusal == CheckoutRefusals.NotPending || refused.Refusal == CheckoutRefusals.SubmissionKnown;
        return (lost ? await StandingAsync(session) : null) ?? refused;
    }

    private static Refusal RefusalOf(SubmissionRecord known) =>
        RefusalCodes.Find(known.Code ?? "") ?? RefusalCodes.PaymentDeclined;

    private static SubmissionResult ResultOf(PaymentDuty duty) => duty switch
    {
        PaymentDuty.Nothing => SubmissionResult.Completed,
        PaymentDuty.VoidFirst => SubmissionResult.VoidFirst,
        _ => SubmissionResult.AskRail,
    };

    private async Task<SubmissionAnswer> AnswerAsync(
        SubmissionResult result, CheckoutSession session, Refusal? refusal = null, Payment? payment = null) =>
        new(result, await ViewAsync(session), refusal, payment);

    private async Task<SessionView> ViewAsync(CheckoutSession session)
    {
        var now = NowOf(session);
        var status = session.StatusAt(now);
        var challenged = session.Action == EscrowAction.AcceptPay && status == SessionStatus.Pending
            ? await payments.ChallengedAsync(Id, CancellationToken.None)
            : null;
        return new SessionView(session with { Status = status }, now, challenged?.Id);
    }

    private Task<CheckoutSession?> LoadAsync() => store.LoadAsync(Id, CancellationToken.None);

    /// <summary>Pages read a session before they submit to it, and rows are never deleted.</summary>
    private async Task<CheckoutSession> ExistingAsync() =>
        await LoadAsync() ?? throw new InvalidOperationException("A submission came for a session that never was.");

    private IEscrowGrain EscrowOf(CheckoutSession session) => GrainFactory.GetGrain<IEscrowGrain>(session.EscrowId);

    private DateTimeOffset NowOf(CheckoutSession session) => time.Now(session.CreatorId);
}
