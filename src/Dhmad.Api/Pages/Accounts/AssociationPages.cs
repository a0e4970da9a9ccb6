using Dhmad.Api.Http;
using Dhmad.Api.Pages.Shell;
using Dhmad.Domain;
using Dhmad.Grains.Accounts;

namespace Dhmad.Api.Pages.Accounts;

/// <summary>
/// Where a mailed association link leads: the user confirms there, signed in, that a developer may act for them.
/// </summary>
public sealed class AssociationPages(IGrainFactory grains, SignInSteps steps, LoginPages logins)
{
    private const string Pattern = "/dashboard/association/{token:maxlength(200)}";

    public void Map(IEndpointRouteBuilder routes, PageGate gate)
    {
        routes.Page(Pattern, gate, page => BehindSignInAsync(page, ShowAsync));
        routes.Form(Pattern, gate, page => BehindSignInAsync(page, ConfirmAsync));
    }

    /// <summary>Whoever follows the link signs in first, and enters a fresh code when the last one is old.</summary>
    private Task BehindSignInAsync(PageRequest page, Func<PageRequest, SignedIn, Task> handle)
    {
        if (page.SignedIn is not { User.HasNames: true } signedIn)
            return page.RedirectAsync($"/login?next={Uri.EscapeDataString(page.Path)}");
        return steps.IsFresh(signedIn) ? handle(page, signedIn) : logins.DrawStepUpAsync(page, page.Path);
    }

    private async Task ShowAsync(PageRequest page, SignedIn signedIn)
    {
        var offer = await grains.User(signedIn.User.Email).ReadOffer(Token(page));
        if (offer.IsRefused) await RefuseAsync(page, offer.Refusal);
        else await page.DrawAsync<AssociationPage>(200, (nameof(AssociationPage.Offer), offer.Value));
    }

    private async Task ConfirmAsync(PageRequest page, SignedIn signedIn)
    {
        var accepted = await grains.User(signedIn.User.Email).AcceptOffer(Token(page));
        if (accepted.IsRefused) await RefuseAsync(page, accepted.Refusal);
        else await page.DrawAsync<AssociatedPage>(200, (nameof(AssociatedPage.Offer), accepted.Value));
    }

    private static Task RefuseAsync(PageRequest page, Refusal refusal) => page.DrawAsync<RefusedPage>(
        Problems.StatusOf(refusal.Code), (nameof(RefusedPage.RefusalCode), refusal.Code));

    private static string Token(PageRequest page) => (string)page.Http.GetRouteValue("token")!;
}
