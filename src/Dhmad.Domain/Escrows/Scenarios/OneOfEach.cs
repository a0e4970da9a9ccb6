using static Dhmad.Domain.Escrows.ActorKind;
using static Dhmad.Domain.Escrows.EscrowAction;

namespace Dhmad.Domain.Escrows.Scenarios;

/// <summary>
/// Every status of every mode, every phase of a purchase proof that needs no clock, and each block beside the status
/// that parties and operators can bring about.
/// </summary>
internal static class OneOfEach
{
    private static readonly PlannedStep SellerSigns = Step(SignContract, Seller, new ActionInput { Seen = 1 });
    private static readonly PlannedStep BuyerSigns = Step(SignContract, Buyer, new ActionInput { Seen = 1 });
    private static readonly PlannedStep Pays = Step(AcceptPay, Buyer, new ActionInput { Seen = 1 });
    private static readonly PlannedStep Delivers = Step(Deliver, Seller);
    private static readonly PlannedStep Confirms = Step(Complete, Buyer);
    private static readonly PlannedStep Withdraws = Step(Cancel, Developer);
    private static readonly PlannedStep GivesBack = Because(CancelEscrow, Seller, "It is sold out.");
    private static readonly PlannedStep AsksForMoneyBack =
        Because(RequestCancellation, Buyer, "I found one nearer to where I live.");
    private static readonly PlannedStep Declines = Because(RejectCancellation, Seller, "It was sent this morning.");
    private static readonly PlannedStep Disputes =
        Because(EscrowAction.Dispute, Buyer, "What came is not what was agreed.");
    private static readonly PlannedStep Resolves =
        Decides(ResolveDispute, Operator, Choice.Release, "It is as agreed.");

    /// <summary>A note alone: files are not kept anywhere yet.</summary>
    private static readonly PlannedStep Proves = Step(SubmitProof, Seller, new ActionInput
    {
        Proof = new ProofSubmission(default, "Bought today; the order number is in the message I sent.", []),
    });

    private static readonly PlannedStep AsksForBetter =
        Decides(ReviewProof, Buyer, Choice.Correct, "The order number is not complete.");
    private static readonly PlannedStep AcceptsProof = Decides(ReviewProof, Buyer, Choice.Accept);
    private static readonly PlannedStep RefusesProof =
        Decides(DecideProof, Operator, Choice.Reject, "No purchase can be seen.");

    /// <param name="correctionRounds">How often a better proof may be asked for before operators decide.</param>
    public static IReadOnlyList<PlannedLife> Lives(int correctionRounds) =>
    [
        Standard("pending"),
        Standard("paid", SellerSigns, BuyerSigns, Pays),
        Standard("delivered", SellerSigns, BuyerSigns, Pays, Delivers),
        Standard("completed", SellerSigns, BuyerSigns, Pays, Delivers, Confirms),
        Standard("cancelled before it was paid", Withdraws),
        Quick("pending"),
        Quick("paid", Pays),
        Quick("delivered", Pays, Delivers),
        Quick("completed", Pays, Delivers, Confirms),
        Quick("cancelled by the seller, refunded", Pays, GivesBack),
        Instant("pending"),
        Instant("paid", Pays),
        Instant("completed", Pays, Delivers),
        Instant("cancelled before it was paid", Withdraws),
        Proof("waiting for the seller's proof", Pays),
        Proof("proof submitted", Pays, Proves),
        Proof("a better proof asked for", Pays, Proves, AsksForBetter),
        Proof("proof accepted", Pays, Proves, AcceptsProof),
        Proof("proof waiting for an operator", [Pays, .. AllRounds(correctionRounds)]),
        Proof("proof rejected by an operator", [Pays, .. AllRounds(correctionRounds), RefusesProof]),
        Quick("a cancellation asked for", Pays, AsksForMoneyBack),
        Quick("a cancellation rejected", Pays, Delivers, AsksForMoneyBack, Declines),
        Quick("a dispute open", Pays, Disputes),
        Quick("a dispute resolved", Pays, Delivers, Disputes, Resolves),
    ];

    private static IEnumerable<PlannedStep> AllRounds(int correctionRounds) =>
        Enumerable.Repeat<PlannedStep[]>([Proves, AsksForBetter], correctionRounds + 1).SelectMany(round => round);

    private static PlannedLife Standard(string shows, params PlannedStep[] steps) =>
        new(EscrowMode.Standard, IsProofAsked: false, shows, steps);

    private static PlannedLife Quick(string shows, params PlannedStep[] steps) =>
        new(EscrowMode.Quick, IsProofAsked: false, shows, steps);

    private static PlannedLife Instant(string shows, params PlannedStep[] steps) =>
        new(EscrowMode.Instant, IsProofAsked: false, shows, steps);

    private static PlannedLife Proof(string shows, params PlannedStep[] steps) =>
        new(EscrowMode.Quick, IsProofAsked: true, shows, steps);

    private static PlannedStep Step(EscrowAction action, ActorKind by, ActionInput? input = null) =>
        new(action, by, input ?? new ActionInput());

    private static PlannedStep Because(EscrowAction action, ActorKind by, string reason) =>
        Step(action, by, new ActionInput { Reason = reason });

    private static PlannedStep Decides(EscrowAction action, ActorKind by, Choice choice, string? note = null) =>
        Step(action, by, new ActionInput { Choice = choice, Note = note });
}

/// <summary>One line of a scenario: a mode, where the escrow ends up in words, and how it comes there.</summary>
internal sealed record PlannedLife(
    EscrowMode Mode, bool IsProofAsked, string Shows, IReadOnlyList<PlannedStep> Steps);
