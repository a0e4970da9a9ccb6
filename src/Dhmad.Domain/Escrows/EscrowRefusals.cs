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
    /// <summary>Judged by <see cref="EscrowTerms.Create"/>, in this order.</summary>
    private static readonly Guard[] ToCreate =
    [
        SellerAllowed, TermsApplicable, AutoSignApplicable, PolicyApplicable, UserAssociated, AutoSignBySeller,
        SignatureStored, DeveloperFeeAllowed, PartiesDiffer, RateKnown, AmountAllowed, WithinDailyLimit,
    ];

    private static readonly Guard[] ToPay =
    [
        ContractSigned, NoPaymentUnderReview, SellerReady,
        TermsSeen, PhoneVerified, RailAvailable, BalanceSuffices, ChallengePassed, PaymentApproved,
    ];

    private static readonly Guard[] ToUpdate = [FieldsSent, TermsApplicable, NoPaymentUnderReview, AmountAllowed];
    private static readonly Guard[] ToDeliver = [NotDisputed, ProofIsAccepted];

    private static readonly RefusalLine?[] Lines = ByAction(
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

    /// <summary>The guards of an action, in the order they refuse; the clock has none.</summary>
    public static IReadOnlyList<Guard> GuardsOf(EscrowAction action) =>
        action == Create ? ToCreate : Lines[(int)action]?.Guards ?? [];

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

    private static RefusalLine?[] ByAction(RefusalLine[] lines)
    {
        var byAction = new RefusalLine?[Enum.GetValues<EscrowAction>().Length];
        foreach (var line in lines) byAction[(int)line.Action] = line;
        return byAction;
    }

    private static RefusalLine Line(
        EscrowAction action, Check mode, Check party, Check done, RefusalCode status, params Guard[] guards) =>
        new(action, mode, party, done, _ => status.Refuse(), guards);

    private static RefusalLine Line(
        EscrowAction action, Check mode, Check party, Check done, Check status, params Guard[] guards) =>
        new(action, mode, party, done, status, guards);
}
