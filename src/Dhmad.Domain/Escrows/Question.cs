namespace Dhmad.Domain.Escrows;

/// <summary>Everything one judgement looks at.</summary>
internal sealed record Question(
    Escrow Escrow, EscrowAction Action, Caller By, ActionInput Input, JudgedAt At, DecisionContext? Context)
{
    private static readonly ActionInput NoInput = new();

    /// <summary>The escrow's party who asks, if it is one.</summary>
    public ActorKind? Party { get; } = Escrow.PartyOf(By.User);

    public bool IsCreator { get; } = By.Door == Door.Api && By.DeveloperId == Escrow.DeveloperId;

    /// <summary>Whom the act is put down to. A developer whose associated user is a party acts as that party.</summary>
    public ActorKind Actor => By.Door switch
    {
        Door.Operator => ActorKind.Operator,
        Door.Clock => ActorKind.Clock,
        _ => Party ?? ActorKind.Developer,
    };

    public DateTimeOffset Now => Outside.Now;

    /// <summary>Times, ids and settings; only what is merely shown is judged without them.</summary>
    public DecisionContext Outside =>
        Context ?? throw new InvalidOperationException($"{Action} cannot be judged without its surroundings.");

    public static Question Of(Escrow escrow, ActionRequest request, JudgedAt at, DecisionContext context) =>
        new(escrow, request.Action, request.By, request.Input ?? NoInput, at, context);

    public static Question Shown(Escrow escrow, EscrowAction action, Caller by) =>
        new(escrow, action, by, NoInput, JudgedAt.Shown, null);
}
