using Dhmad.Api.Pages.Security;
using Dhmad.Domain;
using Dhmad.Domain.Checkout;
using Dhmad.Domain.Escrows;
using Dhmad.Grains.Accounts;
using Dhmad.Grains.Checkout;
using Dhmad.Grains.Escrows;

namespace Dhmad.Api.Pages.Checkout;

/// <summary>Finds what a checkout link leads to, and who came; answers for itself when there is nothing.</summary>
public sealed class CheckoutDoor(IGrainFactory grains)
{
    /// <summary>Stands before a handler: an unknown session gives no hint whether it ever existed.</summary>
    public Func<PageRequest, Task> Open(Func<CheckoutVisit, Task> handle) => async page =>
    {
        if (await VisitAsync(page) is { } visit) await handle(visit);
        else await page.DrawAsync<LinkNotValidPage>(StatusCodes.Status404NotFound);
    };

    /// <summary>The same visit after something changed.</summary>
    public async Task<CheckoutVisit> AgainAsync(CheckoutVisit visit) => await VisitAsync(visit.Page) ?? visit;

    private async Task<CheckoutVisit?> VisitAsync(PageRequest page)
    {
        if (!UuidText.TryRead(page.Http.GetRouteValue("sessionId") as string, out var id)) return null;
        if (await grains.GetGrain<ICheckoutSessionGrain>(id.ToString("D")).Read() is not { } seen) return null;
        if (await grains.GetGrain<IEscrowGrain>(seen.Session.EscrowId).Read() is not { } escrow) return null;

        var visitor = VisitorOf(page.SignedIn, seen.Session, escrow.Escrow);
        var visit = new CheckoutVisit(page, seen, escrow.Escrow, escrow.Now, visitor);
        page.Path = visit.Path;
        if (visit.Visitor == VisitorKind.SomeoneElse) return visit;
        page.ApplicationName = escrow.Escrow.ApplicationName;
        PageHeaders.AllowReturnTo(page.Http.Response, RedirectUrl.OriginOf(seen.Session.RedirectUrl));
        return visit;
    }

    private static VisitorKind VisitorOf(SignedIn? signedIn, CheckoutSession session, Escrow escrow)
    {
        if (signedIn?.User.Email == session.TargetEmail) return VisitorKind.Target;
        if (CheckoutRules.TakesGuests(session.Action, escrow.Terms.Mode)) return VisitorKind.Guest;
        return signedIn is null ? VisitorKind.Unknown : VisitorKind.SomeoneElse;
    }
}
