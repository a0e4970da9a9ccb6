using Dhmad.Domain;
using Dhmad.Domain.Checkout;
using Dhmad.Grains.Checkout;

namespace Dhmad.Api.Pages.Checkout;

/// <summary>
/// The hosted pages of a checkout session: the action, its outcome, and the ways back to the merchant.
/// </summary>
public sealed class CheckoutPages(
    CheckoutDoor door,
    CheckoutSubmission submission,
    CheckoutSignIn signIn,
    CheckoutAnswers answers,
    IGrainFactory grains)
{
    private const string Path = "/checkout/{sessionId}";

    public void Map(IEndpointRouteBuilder routes, PageGate gate)
    {
        routes.Page(Path, gate, door.Open(ShowAsync));
        routes.Form(Path, gate, door.Open(submission.TakeAsync));
        routes.Page(Path + "/done", gate, door.Open(ShowOutcomeAsync));
        routes.Page(Path + "/return", gate, door.Open(ReturnAsync));
        routes.Form(Path + "/cancel", gate, door.Open(CancelAsync));
        routes.Form(Path + "/sign-in", gate, door.Open(signIn.TakeAsync));
        routes.Page(Path + "/sign-in", gate, door.Open(visit => visit.Page.RedirectAsync(visit.Path)));
    }

    private async Task ShowAsync(CheckoutVisit visit)
    {
        if (visit.Visitor == VisitorKind.SomeoneElse) await answers.DrawWrongPersonAsync(visit);
        else if (visit.IsUnderReview) await answers.DrawBeingCheckedAsync(visit, StatusCodes.Status200OK);
        else if (visit.Session.Status == SessionStatus.Pending) await ShowActionAsync(visit);
        else if (MaySeeOutcome(visit)) await answers.RedirectToAlreadyDoneAsync(visit);
        else await answers.DrawClosedAsync(visit);
    }

    private async Task ShowActionAsync(CheckoutVisit visit)
    {
        if (await signIn.LinkAsync(visit)) visit = await door.AgainAsync(visit);
        await answers.DrawActionAsync(visit, StatusCodes.Status200OK);
    }

    private async Task ShowOutcomeAsync(CheckoutVisit visit)
    {
        if (visit.Visitor == VisitorKind.SomeoneElse) await answers.DrawWrongPersonAsync(visit);
        else if (visit.IsUnderReview) await answers.DrawBeingCheckedAsync(visit, StatusCodes.Status200OK);
        else if (visit.Session.Status == SessionStatus.Pending) await visit.Page.RedirectAsync(visit.Path);
        else if (MaySeeOutcome(visit)) await answers.DrawDoneAsync(visit);
        else await answers.DrawClosedAsync(visit);
    }

    /// <summary>
    /// Back to the merchant with the status as it is now; while there is still something to do, back to the page.
    /// </summary>
    private static Task ReturnAsync(CheckoutVisit visit) =>
        visit.Session.Status == SessionStatus.Pending && !visit.IsUnderReview
            ? visit.Page.RedirectAsync(visit.Path)
            : visit.Page.RedirectAsync(RedirectUrl.Return(
                visit.Session.RedirectUrl, visit.Session.Id, Spelling.Of(visit.Session.Status)));

    /// <summary>Cancels, for whoever has the link; what ended before stays as it is.</summary>
    private async Task CancelAsync(CheckoutVisit visit)
    {
        var wasPending = visit.Session.Status == SessionStatus.Pending;
        var cancelled = await grains.GetGrain<ICheckoutSessionGrain>(visit.Session.Id.ToString("D")).CancelOnPage();
        visit = await door.AgainAsync(visit);
        if (visit.IsUnderReview) await answers.DrawBeingCheckedAsync(visit, StatusCodes.Status409Conflict);
        else if (visit.Session.Status == SessionStatus.Completed) await answers.RedirectToAlreadyDoneAsync(visit);
        else if (cancelled.Refusal is null && wasPending) await visit.Page.RedirectAsync(visit.Path + "/return");
        else await answers.DrawClosedAsync(visit);
    }

    private static bool MaySeeOutcome(CheckoutVisit visit) =>
        visit is { Session.Status: SessionStatus.Completed, IsWelcome: true };
}
