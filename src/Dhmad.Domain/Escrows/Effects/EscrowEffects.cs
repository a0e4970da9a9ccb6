namespace Dhmad.Domain.Escrows.Effects;

/// <summary>What an accepted action does to the escrow: what only that action knows, then what its row says.</summary>
internal static class EscrowEffects
{
    /// <summary>The escrow after, but for version, sequence and hash. The same instance when nothing changed.</summary>
    public static Escrow Of(EscrowRow row, Question question)
    {
        var before = question.Escrow;
        var own = OwnEffect(row, question, PartyEffects.Refresh(before, question));
        if (ReferenceEquals(own, before) && row.To.Status is null && row.To.Phase is null) return before;

        var after = StandingEffects.Move(row, question, own);
        after = ClockEffects.Change(row.Clock, question, after);
        return row.Closes ? StandingEffects.Close(row, question, after) : after;
    }

    private static Escrow OwnEffect(EscrowRow row, Question question, Escrow escrow) => question.Action switch
    {
        EscrowAction.Update => TermsEffects.Update(question, escrow),
        EscrowAction.LinkParty => PartyEffects.Link(question),
        EscrowAction.SignContract => ContractEffects.Sign(question, escrow),
        EscrowAction.AcceptPay => row.To.Status is null
            ? PaymentEffects.Deposit(question, escrow)
            : PaymentEffects.Pay(question, escrow),
        EscrowAction.ApproveDeposit => PaymentEffects.Approve(question, escrow),
        EscrowAction.RejectDeposit => PaymentEffects.Reject(question, escrow),
        EscrowAction.Cancel => PaymentEffects.DropDeposit(question, escrow),
        EscrowAction.RejectDelivery => DeliveryEffects.Reject(question, escrow),
        EscrowAction.RequestCancellation => CancellationEffects.Request(question, escrow),
        EscrowAction.AcceptCancellation =>
            DisputeEffects.GiveBack(question, CancellationEffects.Accept(question, escrow)),
        EscrowAction.RejectCancellation => CancellationEffects.Reject(question, escrow),
        EscrowAction.CancelEscrow => DisputeEffects.GiveBack(question, escrow),
        EscrowAction.Dispute => DisputeEffects.Open(question, escrow),
        EscrowAction.ResolveDispute => DisputeEffects.Resolve(question, escrow),
        EscrowAction.SubmitProof => ProofEffects.Submit(question, escrow),
        EscrowAction.ReviewProof => ProofEffects.Review(row, escrow),
        _ => escrow,
    };
}
