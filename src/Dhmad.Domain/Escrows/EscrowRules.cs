using Dhmad.Domain.Ledger;
using static Dhmad.Domain.Escrows.ClockChange;
using static Dhmad.Domain.Escrows.Conditions;
using static Dhmad.Domain.Escrows.EscrowAction;
using static Dhmad.Domain.Escrows.RowActors;
using static Dhmad.Domain.Escrows.RowModes;
using static Dhmad.Domain.Escrows.Standings;

namespace Dhmad.Domain.Escrows;

/// <summary>
/// THE TABLE: everything an escrow can do. The runtime, <c>next</c>, <c>GET /api/v1/rules</c>, the pages' buttons,
/// <c>docs/escrow-rules.md</c> and the tests all read these rows.
/// </summary>
/// <remarks>
/// Actors: B buyer, S seller, D the developer who created it, O operator, K clock. Modes: SQ standard and quick,
/// Std standard, Inst instant, Proof quick with a fulfilment policy. SU is <c>escrow.status.updated</c>.
/// Why an action is refused, and which refusal wins, is in <see cref="EscrowRefusals"/>.
/// </remarks>
public static class EscrowRules
{
    //       #  action                by   modes  from       to         money    clocks   events, and which row it is
    public static readonly IReadOnlyList<EscrowRow> Rows =
    [
        Row( 1, Create,               D,   All,   Nothing,   Pending,   None,    Expiry,  Created, Signed),
        Row( 2, Update,               SD,  All,   Pending,   Same,      None,    Keep,    Updated),
        Row( 3, LinkParty,            BS,  All,   Any,       Same,      None,    Keep,    PartyLinked),
        Row( 4, SignContract,         BS,  Std,   Pending,   Same,      None,    Keep,    Signed),
        Row( 5, AcceptPay,            B,   All,   Pending,   JustPaid,  Hold,    Upload,  SU, ProofRequired).If(AtOnce),
        Row( 6, AcceptPay,            B,   All,   Pending,   Same,      None,    Wait,    DepositSent).If(ByDeposit),
        Row( 7, ApproveDeposit,       O,   All,   DepositIn, JustPaid,  Hold,    Upload,  SU, ProofRequired),
        Row( 8, RejectDeposit,        O,   All,   DepositIn, Same,      None,    Extend,  DepositRejected),
        Row( 9, Cancel,               BSD, All,   Pending,   Cancelled, None,    Keep,    DepositRejected, SU),
        Row(10, Expire,               K,   All,   Pending,   Cancelled, None,    Keep,    SU).If(NoDeposit),
        Row(11, Deliver,              S,   SQ,    Paid,      Delivered, None,    Silence, SU),
        Row(12, Deliver,              S,   Inst,  Paid,      Completed, Release, Keep,    SU),
        Row(13, RejectDelivery,       B,   SQ,    Delivered, Paid,      None,    Clear,   DeliveryRejected, SU),
        Row(14, Complete,             B,   SQ,    Delivered, Completed, Release, Keep,    SU),
        Row(15, CompleteBySilence,    K,   SQ,    Delivered, Completed, Release, Keep,    SU).If(NoRequest, NoDispute),
        Row(16, RequestCancellation,  B,   All,   Funded,    Same,      None,    Pause,   CancelRequested),
        Row(17, AcceptCancellation,   S,   All,   Requested, Cancelled, Refund,  Keep,    CancelAccepted, Resolved, SU),
        Row(18, RejectCancellation,   S,   All,   Requested, Same,      None,    Resume,  CancelRejected),
        Row(19, CancelEscrow,         S,   All,   Funded,    Cancelled, Refund,  Keep,    Resolved, SU),
        Row(20, EscrowAction.Dispute, BS,  All,   Funded,    Same,      None,    Stop,    Opened),
        Row(21, ResolveDispute,       O,   All,   Disputed,  Completed, Release, Keep,    Resolved, SU).If(ToRelease),
        Row(22, ResolveDispute,       O,   All,   Disputed,  Cancelled, Refund,  Keep,    Resolved, SU).If(ToRefund),
        Row(23, ResolveDispute,       O,   All,   Disputed,  Completed, Split,   Keep,    Resolved, SU).If(ToSplit),
        Row(24, SubmitProof,          S,   Proof, Waiting,   Submitted, None,    Review,  ProofSent),
        Row(25, ReviewProof,          B,   Proof, Submitted, Accepted,  None,    Keep,    ProofAccepted).If(ToAccept),
        Row(26, ReviewProof,          B,   Proof, RoundLeft, Corrected, None,    Upload,  Correction).If(ToCorrect),
        Row(27, ReviewProof,          B,   Proof, RoundsOut, InReview,  None,    Keep,    NeedsReview).If(ToCorrect),
        Row(28, AcceptProofBySilence, K,   Proof, Submitted, TimedOut,  None,    Keep,    ProofTimedOut).If(NoDispute),
        Row(29, ExpireProof,          K,   Proof, Waiting,   Expired,   Refund,  Keep,    NoProof, SU).If(NoDispute),
        Row(30, DecideProof,          O,   Proof, InReview,  Accepted,  None,    Keep,    ProofAccepted).If(ToAccept),
        Row(31, DecideProof,          O,   Proof, InReview,  Rejected,  Refund,  Keep,    SU).If(ToReject),
    ];

    private const RowActors B = Buyer, S = Seller, D = Creator, O = Operator, K = Clock;
    private const RowActors BS = B | S, SD = S | D, BSD = B | S | D;
    private const RowModes SQ = Standard | Quick, Std = Standard, Inst = RowModes.Instant, Proof = WithProof;
    private const Movement Hold = Movement.Hold, Release = Movement.Release;
    private const Movement Refund = Movement.Refund, Split = Movement.Split;
    private static Movement? None => null;

    private const string SU = EventTypes.StatusUpdated;
    private const string Created = EventTypes.Created;
    private const string Updated = EventTypes.Updated;
    private const string PartyLinked = EventTypes.PartyLinked;
    private const string Signed = EventTypes.ContractSigned;
    private const string DepositSent = EventTypes.DepositSubmitted;
    private const string DepositRejected = EventTypes.DepositRejected;
    private const string DeliveryRejected = EventTypes.DeliveryRejected;
    private const string CancelRequested = EventTypes.CancellationRequested;
    private const string CancelAccepted = EventTypes.CancellationAccepted;
    private const string CancelRejected = EventTypes.CancellationRejected;
    private const string Opened = EventTypes.DisputeOpened;
    private const string Resolved = EventTypes.DisputeResolved;
    private const string ProofRequired = EventTypes.ProofRequired;
    private const string ProofSent = EventTypes.ProofSubmitted;
    private const string ProofAccepted = EventTypes.ProofAccepted;
    private const string Correction = EventTypes.ProofCorrectionRequested;
    private const string NeedsReview = EventTypes.ProofNeedsReview;
    private const string ProofTimedOut = EventTypes.ProofAcceptedByTimeout;
    private const string NoProof = EventTypes.ProofExpired;

    private static readonly EscrowRow[][] ByAction =
        [.. Enum.GetValues<EscrowAction>().Select(action => Rows.Where(row => row.Action == action).ToArray())];

    /// <summary>The rows of one action, in table order.</summary>
    public static IReadOnlyList<EscrowRow> Of(EscrowAction action) => ByAction[(int)action];

    /// <summary>The modes an escrow is in.</summary>
    public static RowModes ModesOf(EscrowTerms terms) => terms.Mode switch
    {
        EscrowMode.Standard => Standard,
        EscrowMode.Quick => terms.ProofPolicy is null ? Quick : Quick | WithProof,
        EscrowMode.Instant => RowModes.Instant,
        _ => throw new ArgumentOutOfRangeException(nameof(terms)),
    };

    /// <summary>Whether some row of the action starts where the escrow stands.</summary>
    internal static bool Admit(Question question)
    {
        foreach (var row in ByAction[(int)question.Action])
        {
            if (row.Admits(question)) return true;
        }

        return false;
    }

    /// <summary>The row that an allowed action follows, or null when its choice means none.</summary>
    internal static EscrowRow? RowFor(Question question)
    {
        foreach (var row in ByAction[(int)question.Action])
        {
            if (row.Applies(question)) return row;
        }

        return null;
    }

    private static EscrowRow Row(
        int number,
        EscrowAction action,
        RowActors by,
        RowModes modes,
        Standing from,
        Standing to,
        Movement? money,
        ClockChange clock,
        params string[] events) => new(number, action, by, modes, from, to, money, clock, events);
}
