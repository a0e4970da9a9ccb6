using Dhmad.Api.Http;
using Dhmad.Api.Pages.Security;
using Dhmad.Api.Pages.Shell;
using Dhmad.Domain;
using Dhmad.Domain.Checkout;
using Dhmad.Domain.Payments;
using Dhmad.Grains.Escrows;

namespace Dhmad.Api.Pages.Checkout;

/// <summary>The pages and redirects a checkout visit can end on.</summary>
public sealed class CheckoutAnswers(
    CheckoutViews views, CheckoutSignIn signIn, IGrainFactory grains, DhmadSettings settings)
{
    private const string NoticeCookie = "dhmad_notice";
    private const int NoticeSeconds = 60;

    /// <summary>
    /// The action's page; before it, whatever the visitor still owes; instead of it, why it is not possible.
    /// </summary>
    public async Task DrawActionAsync(
        CheckoutVisit visit, int status, FormState? form = null, string? refusalCode = null)
    {
        if (visit.Visitor == VisitorKind.SomeoneElse) await DrawWrongPersonAsync(visit);
        else if (signIn.Owed(visit) is { } step) await CheckoutSignIn.DrawAsync(visit, status, step);
        else if (await WhyNotAsync(visit) is { } refusal) await DrawNotPossibleAsync(visit, status, refusal.Code);
        else
        {
            var view = await views.OfAsync(visit);
            await visit.Page.DrawAsync<CheckoutPage>(status, (nameof(CheckoutPage.View), view with
            {
                Form = form ?? view.Form,
                ChosenRail = form?.Value("rail") ?? view.ChosenRail,
                RefusalCode = refusalCode,
            }));
        }
    }

    /// <summary>A rule or a rail said no: its words, with the form again where another try may help.</summary>
    public Task DrawRefusalAsync(CheckoutVisit visit, Refusal refusal, FormState form) => visit.IsWelcome
        ? DrawActionAsync(visit, Problems.StatusOf(refusal.Code), form with { Errors = [] }, refusal.Code)
        : DrawNotPossibleAsync(visit, Problems.StatusOf(refusal.Code), refusal.Code);

    public Task DrawWrongPersonAsync(CheckoutVisit visit) => visit.Page.DrawAsync<WrongPersonPage>(
        StatusCodes.Status403Forbidden, (nameof(WrongPersonPage.TargetEmail), visit.Session.TargetEmail));

    /// <summary>Expired, cancelled or completed: which, since when, by whom.</summary>
    public Task DrawClosedAsync(CheckoutVisit visit) => visit.Page.DrawAsync<ClosedPage>(
        visit.Session.Status == SessionStatus.Completed ? StatusCodes.Status200OK : StatusCodes.Status410Gone,
        (nameof(ClosedPage.Session), visit.Session));

    /// <summary>
    /// The deal could no longer take the money, and the rail could not give it back: where it is now.
    /// </summary>
    public static Task DrawLatePaymentAsync(CheckoutVisit visit, Payment late) => visit.Page.DrawAsync<LatePaymentPage>(
        StatusCodes.Status409Conflict,
        (nameof(LatePaymentPage.Session), visit.Session),
        (nameof(LatePaymentPage.AmountTnd), late.AmountTnd));

    public Task DrawBeingCheckedAsync(CheckoutVisit visit, int status) =>
        visit.Page.DrawAsync<BeingCheckedPage>(status, (nameof(BeingCheckedPage.Session), visit.Session));

    public async Task DrawDoneAsync(CheckoutVisit visit)
    {
        var cookies = visit.Page.Http;
        var already = cookies.Request.Cookies.ContainsKey(NoticeCookie);
        if (already) cookies.Response.Cookies.Delete(NoticeCookie, NoticeOptions(visit));
        await visit.Page.DrawAsync<DonePage>(
            StatusCodes.Status200OK,
            (nameof(DonePage.View), await views.OfAsync(visit)),
            (nameof(DonePage.Already), already));
    }

    public Task RedirectToDoneAsync(CheckoutVisit visit) => visit.Page.RedirectAsync(visit.Path + "/done");

    /// <summary>To the outcome, which then also says that this was tried again.</summary>
    public Task RedirectToAlreadyDoneAsync(CheckoutVisit visit)
    {
        var options = NoticeOptions(visit);
        options.MaxAge = TimeSpan.FromSeconds(NoticeSeconds);
        visit.Page.Http.Response.Cookies.Append(NoticeCookie, "already", options);
        return RedirectToDoneAsync(visit);
    }

    private static Task DrawNotPossibleAsync(CheckoutVisit visit, int status, string code) =>
        visit.Page.DrawAsync<NotPossiblePage>(
            status, (nameof(NotPossiblePage.Session), visit.Session), (nameof(NotPossiblePage.RefusalCode), code));

    private Task<Refusal?> WhyNotAsync(CheckoutVisit visit) => grains.GetGrain<IEscrowGrain>(visit.Escrow.Id)
        .Check(visit.Session.Action, visit.Session.TargetEmail);

    private CookieOptions NoticeOptions(CheckoutVisit visit) =>
        VisitorCookie.Options(settings, null, visit.Path + "/done");
}
