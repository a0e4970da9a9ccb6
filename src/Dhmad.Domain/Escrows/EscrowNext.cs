namespace Dhmad.Domain.Escrows;

/// <summary>
/// What can happen to an escrow next: on whom it waits, who may do what through which door, and its next deadline.
/// </summary>
public sealed record EscrowNext(
    IReadOnlyList<ActorKind> WaitingOn, IReadOnlyList<NextAction> Actions, Deadline? Deadline)
{
    private static readonly (RowActors Flag, ActorKind Actor)[] Actors =
    [
        (RowActors.Buyer, ActorKind.Buyer),
        (RowActors.Seller, ActorKind.Seller),
        (RowActors.Creator, ActorKind.Developer),
        (RowActors.Operator, ActorKind.Operator),
    ];

    /// <summary>Derived from the table; settings, the body, the rail and the redirect are not asked.</summary>
    public static EscrowNext Of(Escrow escrow) => new(WaitingFor(escrow), ActionsOf(escrow), EscrowClock.Next(escrow));

    /// <summary>Whether this actor's action would be accepted now.</summary>
    public static bool Allows(Escrow escrow, EscrowAction action, ActorKind actor) =>
        EscrowRefusals.Judge(Question.Shown(escrow, action, As(actor, escrow))) is null;

    private static List<NextAction> ActionsOf(Escrow escrow)
    {
        var actions = new List<NextAction>();
        if (escrow.IsClosed) return actions;
        EscrowAction? last = null;
        foreach (var row in EscrowRules.Rows)
        {
            // Rows of one action stand together, and appear once. Most rows are elsewhere, which is seen at a glance.
            if (!row.From.IncludesStatus(escrow.Status) || row.Action == last) continue;
            last = row.Action;
            if (row.Action == EscrowAction.LinkParty) continue;
            foreach (var (flag, actor) in Actors)
            {
                if ((row.By & flag) != 0 && Allows(escrow, row.Action, actor))
                    actions.Add(new NextAction(row.Action, actor, EscrowDoors.Of(row.Action)));
            }
        }

        return actions;
    }

    private static ActorKind[] WaitingFor(Escrow escrow) => escrow switch
    {
        { IsClosed: true } => [],
        { DisputeOpen: true } or { DepositUnderReview: true } => [ActorKind.Operator],
        { Proof.Phase: ProofPhase.NeedsDhmadReview } => [ActorKind.Operator],
        { CancellationPending: true } => [ActorKind.Seller],
        { Status: EscrowStatus.Pending, Contract.IsFullySigned: false } => Unsigned(escrow.Contract),
        { Status: EscrowStatus.Pending or EscrowStatus.Delivered } => [ActorKind.Buyer],
        { Proof.Phase: ProofPhase.SubmittedWaitingBuyerReview } => [ActorKind.Buyer],
        _ => [ActorKind.Seller],
    };

    private static ActorKind[] Unsigned(Contract contract) =>
        (contract.BuyerSignature, contract.SellerSignature) switch
        {
            (null, null) => [ActorKind.Buyer, ActorKind.Seller],
            (null, _) => [ActorKind.Buyer],
            _ => [ActorKind.Seller],
        };

    private static Caller As(ActorKind actor, Escrow escrow) => actor switch
    {
        ActorKind.Buyer => new Caller(Door.Page, escrow.Buyer),
        ActorKind.Seller => new Caller(Door.Page, escrow.Seller),
        ActorKind.Developer => new Caller(Door.Api, null, escrow.DeveloperId),
        ActorKind.Operator => Caller.Operator,
        _ => throw new ArgumentOutOfRangeException(nameof(actor)),
    };
}

/// <summary>One action somebody may take now.</summary>
public sealed record NextAction(EscrowAction Action, ActorKind By, Door Via);
