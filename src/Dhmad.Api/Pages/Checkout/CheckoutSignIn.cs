using Dhmad.Api.Pages.Accounts;
using Dhmad.Api.Pages.Shell;
using Dhmad.Domain.Accounts;
using Dhmad.Domain.Checkout;
using Dhmad.Domain.Payments;
using Dhmad.Grains.Accounts;

namespace Dhmad.Api.Pages.Checkout;

/// <summary>
/// Signing in inside a checkout page: the code goes to the session's address, which the visitor cannot change.
/// </summary>
public sealed class CheckoutSignIn(SignInSteps steps, IGrainFactory grains)
{
    /// <summary>
    /// What the visitor still owes before the action's page: a sign-in, names, or a fresh code; else null.
    /// </summary>
    public SignInView? Owed(CheckoutVisit visit) => visit switch
    {
        { Visitor: VisitorKind.Unknown } => Step(visit, isStepUp: false),
        { Visitor: VisitorKind.Guest, Page.SignedIn: null } when WantsWallet(visit) => Step(visit, isStepUp: false),
        { Visitor: VisitorKind.Target, Page.SignedIn.User.HasNames: false } => Names(visit),
        { Visitor: VisitorKind.Target } when NeedsFreshCode(visit) => Step(visit, isStepUp: true),
        _ => null,
    };

    public async Task TakeAsync(CheckoutVisit visit)
    {
        var page = visit.Page;
        var email = visit.Session.TargetEmail;
        if (page.Form.Has("code"))
        {
            var isMailed = steps.PendingEmail(page) == email;
            if (isMailed && await steps.EnterAsync(page, email, page.Form["code"]) is { } wrong)
                await DrawAsync(visit, 422, Code(visit, isStepUp: false) with { Form = FormState.Of(wrong) });
            else await page.RedirectAsync(Back(visit));
        }
        else if (page.Form.Has("firstName")) await NameAsync(visit);
        else if (await steps.AskAsync(page, email)) await page.RedirectAsync(Back(visit));
        else await DrawAsync(visit, 429, Code(visit, isStepUp: false) with { NoticeKey = "signIn.tooSoon" });
    }

    public static Task DrawAsync(CheckoutVisit visit, int status, SignInView view) =>
        visit.Page.DrawAsync<CheckoutSignInPage>(
            status, (nameof(CheckoutSignInPage.Session), visit.Session), (nameof(CheckoutSignInPage.View), view));

    /// <summary>Links the escrow at hand to a user who has just come; the others follow in the background.</summary>
    public async Task<bool> LinkAsync(CheckoutVisit visit)
    {
        var email = visit.Session.TargetEmail;
        var party = visit.Escrow.Buyer.Email == email ? visit.Escrow.Buyer : visit.Escrow.Seller;
        var isNamed = visit is { Visitor: VisitorKind.Target, Page.SignedIn.User.HasNames: true };
        if (!isNamed || party.Id is not null) return false;
        await grains.User(email).LinkParty(visit.Escrow.Id);
        return true;
    }

    private async Task NameAsync(CheckoutVisit visit)
    {
        if (visit.Visitor != VisitorKind.Target)
        {
            await visit.Page.RedirectAsync(Back(visit));
            return;
        }

        var form = await steps.NameAsync(visit.Page, visit.Session.TargetEmail);
        if (form.HasErrors) await DrawAsync(visit, 422, Names(visit) with { Form = form });
        else await visit.Page.RedirectAsync(Back(visit));
    }

    private bool NeedsFreshCode(CheckoutVisit visit)
    {
        var payment = WantsWallet(visit) ? new PaymentChoice(Rails.Wallet) : null;
        return CheckoutRules.NeedsStepUp(visit.Session.Action, payment) && !steps.IsFresh(visit.Page.SignedIn!);
    }

    private SignInView Step(CheckoutVisit visit, bool isStepUp) =>
        steps.PendingEmail(visit.Page) == visit.Session.TargetEmail
            ? Code(visit, isStepUp)
            : new SignInView(SignInStep.Email, Action(visit)) { MaskedEmail = Masked(visit), IsStepUp = isStepUp };

    private static SignInView Code(CheckoutVisit visit, bool isStepUp) =>
        new(SignInStep.Code, Action(visit)) { MaskedEmail = Masked(visit), IsStepUp = isStepUp };

    private static SignInView Names(CheckoutVisit visit) => new(SignInStep.Names, Action(visit));

    private static string Masked(CheckoutVisit visit) => EmailAddress.Mask(visit.Session.TargetEmail);

    private static bool WantsWallet(CheckoutVisit visit) => visit.Page.Http.Request.Query["pay"] == Rails.Wallet;

    private static string Action(CheckoutVisit visit) => $"{visit.Path}/sign-in{Wallet(visit)}";

    private static string Back(CheckoutVisit visit) => visit.Path + Wallet(visit);

    private static string Wallet(CheckoutVisit visit) => WantsWallet(visit) ? "?pay=" + Rails.Wallet : "";
}
