using Dhmad.Domain.Accounts;
using Dhmad.Domain.Checkout;
using Dhmad.Domain.Escrows;
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
    : LeavingGrain, ICheckoutSessionGrain, IRemindable
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
        var lost = refused.Refusal == CheckoutRefusals.NotPending
            || refused.Refusal == CheckoutRefusals.SubmissionKnown;
        return (lost ? await StandingAsync(session) : null) ?? refused;
    }

    private async Task<CheckoutSession?> LoadAsync()
    {
        var session = await store.LoadAsync(Id, CancellationToken.None);

        // An id that was guessed need not stay in memory.
        if (session is null) LeaveSoon();
        return session;
    }

    /// <summary>Pages read a session before they submit to it, and rows are never deleted.</summary>
    private async Task<CheckoutSession> ExistingAsync() =>
        await LoadAsync() ?? throw new InvalidOperationException("A submission came for a session that never was.");

    private IEscrowGrain EscrowOf(CheckoutSession session) => GrainFactory.GetGrain<IEscrowGrain>(session.EscrowId);

    private DateTimeOffset NowOf(CheckoutSession session) => time.Now(session.CreatorId);
}
