using static Dhmad.Domain.Escrows.EscrowAction;
using static Dhmad.Domain.Escrows.EscrowGuards;
using static Dhmad.Domain.Escrows.RefusalColumns;
using static Dhmad.Domain.RefusalCodes;

namespace Dhmad.Domain.Escrows;

/// <summary>
/// Which refusal wins. Each action has one line, judged from left to right: what its mode must have, whose action it
/// is, whether it was done before; then the status, refused when no row of the table starts where the escrow stands;
/// then the guards in their order.
/// </summary>
public static class EscrowRefusals
{
    private static readonly Guard[] ToPay =
    [
        ContractSigned, NoPaymentUnderReview, SellerReady,
        TermsSeen, PhoneVerified, RailAvailable, BalanceSuffices, ChallengePassed, PaymentApproved,
    ];

    private static readonly Guard[] ToUpdate = [FieldsSent, TermsApplicable, NoPaymentUnderReview, AmountAllowed];
    private static readonly Guard[] ToDeliver = [NotDisputed, ProofIsAccepted];

    private static readonly Line?[] Lines = ByAction(
    [
        //   action               mode         party           done before  status, guards
        Line(Update,              Any,         SellerSide,     Never,       UpdateInvalidStatus, ToUpdate),
        Line(LinkParty,           Any,         NamedParty,     Never,       EscrowAccessDenied),
        Line(SignContract,        HasContract, Either,         HasSigned,   SignContractInvalidStatus, TermsSeen),
        Line(AcceptPay,           Any,         Buyer,          IsPaid,      WhyNotPayable, ToPay),
        Line(ApproveDeposit,      Any,         Operator,       Never,       NoDepositUnderReview),
        Line(RejectDeposit,       Any,         Operator,       Never,       NoDepositUnderReview),
        Line(Cancel,              Any,         AnySide,        Never,       CancelInvalidStatus),
        Line(Deliver,             Any,         SellerDelivers, Never,       DeliverInvalidStatus, ToDeliver),
        Line(RejectDelivery,      Any,         BuyerRejects,   Never,       RejectDeliveryInvalidStatus, NotDisputed),
        Line(Complete,            HasComplete, Buyer,          IsCompleted, CompleteInvalidStatus, NotDisputed),
        Line(RequestCancellation, Any,         BuyerRequests,  WasAsked,    CancellationRequestInvalidStatus),
        Line(AcceptCancellation,  Any,         Seller,         Never,       NoPendingCancellation),
        Line(RejectCancellation,  Any,         Seller,         Never,       NoPendingCancellation),
        Line(CancelEscrow,        Any,         SellerCancels,  Never,       CancelEscrowInvalidStatus),
        Line(EscrowAction.Dispute, Any,        Either,         WasDisputed, DisputeInvalidStatus),
        Line(ResolveDispute,      Any,         Operator,       Never,       NoOpenDispute, SplitAmountValid),
        Line(SubmitProof,         HasPolicy,   Seller,         ProofIsDone, ProofNotExpected, NotDisputed),
        Line(ReviewProof,         HasPolicy,   Buyer,          ProofIsDone, ProofNotAwaitingReview, NotDisputed),
        Line(DecideProof,         HasPolicy,   Operator,       Never,       ProofNotInReview, NotDisputed),
    ]);

    /// <summary>The guards of an action, in the order they refuse; none for creation and the clock.</summary>
    public static IReadOnlyList<Guard> GuardsOf(EscrowAction action) => Lines[(int)action]?.Guards ?? [];

    /// <summary>Why the action is not possible; null when it is.</summary>
    internal static Refusal? Judge(Question question)
    {
        var line = Lines[(int)question.Action]
            ?? throw new InvalidOperationException($"Nobody asks for {question.Action}.");
        var refusal = line.Mode(question) ?? line.Party(question) ?? line.Done(question);
        if (refusal is null && !EscrowRules.Admit(question)) refusal = line.Status(question);
        for (var i = 0; refusal is null && i < line.Guards.Length; i++) refusal = line.Guards[i].Judge(question);
        return refusal;
    }

    private static Line?[] ByAction(Line[] lines)
    {
        var byAction = new Line?[Enum.GetValues<EscrowAction>().Length];
        foreach (var line in lines) byAction[(int)line.Action] = line;
        return byAction;
    }

    private static Line Line(
        EscrowAction action, Check mode, Check party, Check done, RefusalCode status, params Guard[] guards) =>
        new(action, mode, party, done, _ => status.Refuse(), guards);

    private static Line Line(
        EscrowAction action, Check mode, Check party, Check done, Check status, params Guard[] guards) =>
        new(action, mode, party, done, status, guards);
}

/// <summary>Says why not, or null.</summary>
internal delegate Refusal? Check(Question question);

/// <summary>How one action is refused.</summary>
internal sealed record Line(
    EscrowAction Action, Check Mode, Check Party, Check Done, Check Status, Guard[] Guards);
