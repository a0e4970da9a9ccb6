using Dhmad.Domain.Ledger;

namespace Dhmad.Domain.Escrows.Effects;

/// <summary>The one dispute, and how it ends.</summary>
internal static class DisputeEffects
{
    public static Escrow Open(Question question, Escrow escrow) => escrow with
    {
        Dispute = new Dispute(
            question.Outside.Ids.NewId(question.Outside.RealTime),
            question.Input.TicketCounter,
            question.Actor,
            PartyEffects.Actor(question),
            question.Input.Reason ?? "",
            question.Now),
    };

    /// <summary>A seller who gives the money back ends an open dispute with it.</summary>
    public static Escrow GiveBack(Question question, Escrow escrow) => escrow.DisputeOpen
        ? End(question, escrow, Choice.Refund, ActorKind.Seller)
        : escrow;

    public static Escrow Resolve(Question question, Escrow escrow) =>
        End(question, escrow, question.Input.Choice!.Value, ActorKind.Operator);

    private static Escrow End(Question question, Escrow escrow, Choice decision, ActorKind by)
    {
        var share = decision switch
        {
            Choice.Release => SplitShare.Whole(escrow.Terms),
            Choice.Refund => SplitShare.Nothing(escrow.Terms),
            Choice.Split => SplitShare.Of(escrow.Terms, question.Input.SellerGrossTnd!.Value),
            _ => throw new InvalidOperationException($"A dispute does not end with {decision}."),
        };
        return escrow with
        {
            Dispute = escrow.Dispute! with
            {
                Resolution = new DisputeResolution(
                    decision,
                    by,
                    share.SellerGrossTnd,
                    share.RefundTnd,
                    share.EscrowFeeTnd,
                    share.DeveloperFeeTnd,
                    question.Input.Note,
                    question.Now),
            },
        };
    }
}
