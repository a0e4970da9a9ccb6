using static Dhmad.Domain.Escrows.EscrowAction;

namespace Dhmad.Domain.Escrows;

/// <summary>Through which door each action arrives. Parties can also take theirs on their own escrow page.</summary>
public static class EscrowDoors
{
    /// <summary>The actions a checkout session can be made for, in the order they are listed.</summary>
    public static readonly IReadOnlyList<EscrowAction> SessionActions =
    [
        SignContract, AcceptPay, SubmitProof, ReviewProof, Complete,
        EscrowAction.Dispute, RequestCancellation, AcceptCancellation, RejectCancellation, CancelEscrow,
    ];

    public static Door Of(EscrowAction action) => action switch
    {
        Create or Update or Cancel or Deliver or RejectDelivery => Door.Api,
        LinkParty => Door.SignIn,
        Expire or CompleteBySilence or AcceptProofBySilence or ExpireProof => Door.Clock,
        ApproveDeposit or RejectDeposit or ResolveDispute or DecideProof => Door.Operator,
        _ => Door.Session,
    };

    /// <summary>A wrong door is a fault of the code behind it, never something a caller did.</summary>
    internal static void Require(EscrowAction action, Door door)
    {
        var own = Of(action);
        var isOpen = door == own || (door == Door.Page && own is Door.Api or Door.Session);
        if (!isOpen) throw new InvalidOperationException($"{action} cannot come through {door}.");
    }
}
