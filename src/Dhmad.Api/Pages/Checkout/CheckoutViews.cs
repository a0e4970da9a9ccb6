using Dhmad.Api.Pages.Shell;
using Dhmad.Domain;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Ledger;
using Dhmad.Domain.Payments;
using Dhmad.Storage.Ledger;

namespace Dhmad.Api.Pages.Checkout;

/// <summary>Gathers what a checkout page shows beside its session and escrow.</summary>
public sealed class CheckoutViews(LedgerStore ledger, DhmadSettings settings, IdSource ids)
{
    /// <summary>In <c>?pay=</c>: not the card check that is asked, but another way.</summary>
    private const string Another = "other";

    public async Task<CheckoutView> OfAsync(CheckoutVisit visit)
    {
        var next = EscrowNext.Of(visit.Escrow);
        var wallet = visit.Session.Action == EscrowAction.AcceptPay ? await WalletAsync(visit) : null;
        return new CheckoutView(visit.Session, visit.Escrow, visit.Now)
        {
            IsGuest = visit.Visitor == VisitorKind.Guest,
            SubmissionId = ids.NewUuid(),
            Deadline = next.Deadline,
            WaitingOn = next.WaitingOn,
            Rails = RailOffers.Of(settings, isSignedIn: wallet is not null),
            ChosenRail = Choice(visit),
            WalletTnd = wallet,
            AsksCardCheck = visit.Seen.ChallengedPaymentId is not null && !WantsAnotherWay(visit),
            Form = NameTyped(visit),
        };
    }

    /// <summary>Which way to pay a link on the page led to.</summary>
    private static string Choice(CheckoutVisit visit) => visit.Page.Http.Request.Query["pay"].ToString();

    private static bool WantsAnotherWay(CheckoutVisit visit) => HttpMethods.IsPost(visit.Page.Http.Request.Method)
        ? !visit.Page.Form.Has("challengeCode")
        : Choice(visit) is Another or Rails.Wallet;

    /// <summary>Who signs need not type the name they gave at sign-in.</summary>
    private static FormState NameTyped(CheckoutVisit visit)
    {
        if (visit.Page.SignedIn is not { User: var user }) return FormState.Empty;
        var values = new Dictionary<string, string> { ["fullName"] = $"{user.FirstName} {user.LastName}" };
        return FormState.Empty with { Values = values };
    }

    /// <summary>A guest has none until they sign in.</summary>
    private async Task<long?> WalletAsync(CheckoutVisit visit) =>
        visit.Visitor == VisitorKind.Target && visit.Page.SignedIn is { } signedIn
            ? await ledger.BalanceAsync(
                new LedgerAccount(AccountKind.Available, signedIn.User.Id), visit.Page.Http.RequestAborted)
            : null;
}
