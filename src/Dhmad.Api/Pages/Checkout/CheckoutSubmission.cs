using Dhmad.Api.Pages.Accounts;
using Dhmad.Api.Pages.Shell;
using Dhmad.Domain.Accounts;
using Dhmad.Domain.Checkout;
using Dhmad.Domain.Payments;
using Dhmad.Grains.Checkout;
using Dhmad.Grains.Payments;

namespace Dhmad.Api.Pages.Checkout;

/// <summary>
/// A posted checkout form, judged in the specification's order: what is known of the submission, where the session
/// stands, who posts, the form, the rules.
/// </summary>
public sealed class CheckoutSubmission(
    CheckoutDoor door,
    CheckoutForms forms,
    CheckoutAnswers answers,
    SignInSteps steps,
    SubmissionCall submissions,
    IGrainFactory grains)
{
    public async Task TakeAsync(CheckoutVisit visit)
    {
        var form = forms.Read(visit.Session.Action, visit.Page);
        var session = grains.GetGrain<ICheckoutSessionGrain>(visit.Session.Id.ToString("D"));
        if (await session.Recall(form.SubmissionId) is { } known) await AnswerAsync(visit, known, form.State);
        else if (!visit.IsWelcome || IsNameless(visit)) await answers.DrawActionAsync(visit, 403);
        else if (form.State.HasErrors) await answers.DrawActionAsync(visit, 422, form.State);
        else await SubmitAsync(visit, form);
    }

    private async Task SubmitAsync(CheckoutVisit visit, CheckoutForm form)
    {
        var user = visit.Visitor == VisitorKind.Target ? visit.Page.SignedIn : null;
        var submission = new Submission
        {
            Id = form.SubmissionId,
            Person = user?.User.ToPerson() ?? new Person(null, visit.Session.TargetEmail),
            SteppedUp = user is not null && steps.IsFresh(user),
            Input = form.Input,
            Payment = form.Payment,
            AnswersChallenge = form.ChallengeCode is not null,
        };

        // A browser that goes away must not stop a payment half-way.
        var answer = await submissions.SubmitAsync(
            visit.Session.Id, submission, form.ChallengeCode, CancellationToken.None);
        await AnswerAsync(visit, answer, form.State);
    }

    private async Task AnswerAsync(CheckoutVisit before, SubmissionAnswer answer, FormState form)
    {
        var visit = await door.AgainAsync(before);
        await (answer.Result switch
        {
            SubmissionResult.Completed or SubmissionResult.BeingChecked => answers.RedirectToDoneAsync(visit),
            SubmissionResult.AlreadyCompleted => answers.RedirectToAlreadyDoneAsync(visit),
            SubmissionResult.Challenge => visit.Page.RedirectAsync(visit.Path),
            SubmissionResult.StepUp => visit.Page.RedirectAsync(FreshCodePath(visit, form)),
            SubmissionResult.SessionCancelled or SubmissionResult.SessionExpired => answers.DrawClosedAsync(visit),
            SubmissionResult.UnderReview => answers.DrawBeingCheckedAsync(visit, StatusCodes.Status409Conflict),
            SubmissionResult.WrongPerson => answers.DrawWrongPersonAsync(visit),
            SubmissionResult.Refused => RefuseAsync(visit, answer, form),
            _ => throw new InvalidOperationException($"A submission was left at {answer.Result}."),
        });
    }

    /// <summary>
    /// A no of a session that ended meanwhile is about the session; money that came too late is told in any case.
    /// </summary>
    private Task RefuseAsync(CheckoutVisit visit, SubmissionAnswer answer, FormState form) =>
        visit.Session.Status switch
        {
            _ when answer.Payment is { Status: PaymentStatus.Credited } late && visit.IsWelcome =>
                CheckoutAnswers.DrawLatePaymentAsync(visit, late),
            SessionStatus.Pending => answers.DrawRefusalAsync(visit, answer.Refusal!, form),
            SessionStatus.Completed => answers.RedirectToAlreadyDoneAsync(visit),
            _ => answers.DrawClosedAsync(visit),
        };

    /// <summary>Paying by wallet is chosen in the form, so the page that asks for the code must be told.</summary>
    private static string FreshCodePath(CheckoutVisit visit, FormState form) =>
        form.Value("rail") == Rails.Wallet ? $"{visit.Path}?pay={Rails.Wallet}" : visit.Path;

    private static bool IsNameless(CheckoutVisit visit) =>
        visit is { Visitor: VisitorKind.Target, Page.SignedIn.User.HasNames: false };
}
