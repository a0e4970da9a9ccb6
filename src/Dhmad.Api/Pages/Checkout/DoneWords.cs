using Dhmad.Domain;
using Dhmad.Domain.Escrows;

namespace Dhmad.Api.Pages.Checkout;

/// <summary>
/// Which words the page of an outcome has, whenever it is opened: what the person did is as it was, the rest is as the
/// escrow stands now.
/// </summary>
public static class DoneWords
{
    /// <summary>The key of what the person did.</summary>
    public static string Title(CheckoutView view) => view.Session.Action switch
    {
        EscrowAction.Dispute when view.Escrow.IsClosed => "done.dispute.title.over",
        _ => $"done.{view.Action}.title",
    };

    /// <summary>The key of what came of it.</summary>
    public static string Lead(CheckoutView view)
    {
        var escrow = view.Escrow;
        var since = view.Session.Action switch
        {
            EscrowAction.SignContract when !view.HasSigned => ".changed",
            EscrowAction.AcceptPay or EscrowAction.Dispute when escrow.IsClosed => ".over",
            EscrowAction.RequestCancellation => escrow.CancellationRequest?.Status switch
            {
                CancellationStatus.Accepted => ".accepted",
                CancellationStatus.Rejected => ".rejected",
                CancellationStatus.Closed => ".over",
                _ => "",
            },
            EscrowAction.RejectCancellation when escrow.IsClosed => ".over",
            EscrowAction.RejectCancellation when escrow.DisputeOpen => ".disputed",
            _ => "",
        };
        return $"done.{view.Action}.text{since}";
    }

    /// <summary>Whether something else ended the deal than what the person did here.</summary>
    public static bool EndedOtherwise(CheckoutView view) => view.Escrow.IsClosed && view.Session.Action
        is not (EscrowAction.Complete or EscrowAction.AcceptCancellation or EscrowAction.CancelEscrow);

    /// <summary>The key of how a closed deal ended.</summary>
    public static string End(Escrow escrow) => $"ended.{Spelling.Of(escrow.Closure!.Reason)}";

    /// <summary>The key of what is done next in a deal that goes on.</summary>
    public static string Next(CheckoutView view) => (view.WaitingOn, view.Escrow) switch
    {
        ([ActorKind.Operator], _) => "done.next.operator",
        ([ActorKind.Seller], { CancellationPending: true }) => "done.next.sellerAnswers",
        ([ActorKind.Seller], { Status: EscrowStatus.Pending }) => "done.next.sellerSigns",
        ([ActorKind.Seller], { Proof.Phase: ProofPhase.WaitingSellerProof }) => "done.next.sellerProves",
        ([ActorKind.Seller], { Proof.Phase: ProofPhase.CorrectionRequested }) => "done.next.sellerProvesAgain",
        ([ActorKind.Seller], _) => "done.next.sellerDelivers",
        ([ActorKind.Buyer], { Status: EscrowStatus.Pending, Contract.IsFullySigned: false }) => "done.next.buyerSigns",
        ([ActorKind.Buyer], { Status: EscrowStatus.Pending }) => "done.next.buyerPays",
        ([ActorKind.Buyer], { Status: EscrowStatus.Paid }) => "done.next.buyerReviews",
        ([ActorKind.Buyer], _) => "done.next.buyerConfirms",
        _ => "done.next.both",
    };
}
