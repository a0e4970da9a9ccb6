using Dhmad.Domain.Escrows;
using Dhmad.Domain.Payments;

namespace Dhmad.Domain.Tests.Escrows.Kit;

/// <summary>One action with everything it needs from outside, so that only the rules can refuse it.</summary>
internal sealed record Move(string Name, EscrowAction Action, Func<Deal, ActionInput?> Input)
{
    /// <summary>Every action of a person or an operator, once for each choice it leaves.</summary>
    public static readonly IReadOnlyList<Move> All =
    [
        new("update", EscrowAction.Update, _ => new() { Update = new TermsUpdate(Title: "Cargo bike, blue") }),
        new("link_party", EscrowAction.LinkParty, _ => null),
        new("sign_contract", EscrowAction.SignContract, deal => new()
        {
            Seen = deal.Escrow.TermsVersion,
            FullName = "A Name",
        }),
        new("accept_pay", EscrowAction.AcceptPay, deal => deal.Payment(deal.Escrow.Buyer)),
        new("accept_pay by deposit", EscrowAction.AcceptPay, deal =>
            deal.Payment(deal.Escrow.Buyer, Rails.ManualTransfer, PaymentStatus.UnderReview)),
        new("approve_deposit", EscrowAction.ApproveDeposit, _ => null),
        new("reject_deposit", EscrowAction.RejectDeposit, _ => new() { Reason = "Unreadable." }),
        new("cancel", EscrowAction.Cancel, _ => null),
        new("deliver", EscrowAction.Deliver, _ => null),
        new("reject_delivery", EscrowAction.RejectDelivery, _ => new() { Reason = "A wheel is missing." }),
        new("complete", EscrowAction.Complete, _ => null),
        new("request_cancellation", EscrowAction.RequestCancellation, _ => new() { Reason = "Too late." }),
        new("accept_cancellation", EscrowAction.AcceptCancellation, _ => null),
        new("reject_cancellation", EscrowAction.RejectCancellation, _ => null),
        new("cancel_escrow", EscrowAction.CancelEscrow, _ => null),
        new("dispute", EscrowAction.Dispute, _ => new() { Reason = "It is not what was agreed.", TicketCounter = 42 }),
        new("resolve_dispute release", EscrowAction.ResolveDispute, _ => new() { Choice = Choice.Release }),
        new("resolve_dispute refund", EscrowAction.ResolveDispute, _ => new() { Choice = Choice.Refund }),
        new("resolve_dispute split", EscrowAction.ResolveDispute, _ => new()
        {
            Choice = Choice.Split,
            SellerGrossTnd = 0.005m,
            Note = "Half of it came.",
        }),
        new("submit_proof", EscrowAction.SubmitProof, _ => new() { Proof = Picture }),
        new("review_proof accept", EscrowAction.ReviewProof, _ => new() { Choice = Choice.Accept }),
        new("review_proof correct", EscrowAction.ReviewProof, _ => new() { Choice = Choice.Correct, Note = "Blurred." }),
        new("decide_proof accept", EscrowAction.DecideProof, _ => new() { Choice = Choice.Accept }),
        new("decide_proof reject", EscrowAction.DecideProof, _ => new() { Choice = Choice.Reject }),
    ];

    private static readonly ProofSubmission Picture =
        new(default, "The receipt.", [new ProofAttachment("file-1", "image/png")]);

    /// <summary>Everybody who can come through the action's door, by name.</summary>
    public IEnumerable<(string Name, Caller Caller)> Callers(Escrow escrow)
    {
        var door = EscrowDoors.Of(Action);
        if (door == Door.Operator)
        {
            yield return ("operator", Caller.Operator);
            yield break;
        }

        // Through the API a party is the associated user of some developer, who need not be the creator.
        const string Another = "another-developer";
        var signsIn = door == Door.SignIn;
        yield return ("buyer", new Caller(door, signsIn ? The.Buyer : escrow.Buyer, Another));
        yield return ("seller", new Caller(door, signsIn ? The.Seller : escrow.Seller, Another));
        if (door == Door.Api) yield return ("creator", new Caller(door, null, escrow.DeveloperId));
        yield return ("stranger", new Caller(door, The.Stranger, Another));
        if (door == Door.Api) yield return ("nobody", new Caller(door, null, Another));
    }

    public Result<Decision> Judge(Deal deal, Caller caller) =>
        EscrowDecider.Decide(deal.Escrow, new ActionRequest(Action, caller, Input(deal)), deal.Context());
}
