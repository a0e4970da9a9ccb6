namespace Dhmad.Domain.Escrows.Scenarios;

/// <summary>An escrow that a scenario makes, and what its people do with it one after another.</summary>
public sealed record PlannedEscrow(NewEscrow Input, IReadOnlyList<PlannedStep> Steps);

/// <summary>
/// What somebody does. A signature's name and a payment's rail are known when it is done: they are not in the input.
/// </summary>
/// <param name="By">Buyer, seller, the creator or an operator.</param>
public sealed record PlannedStep(EscrowAction Action, ActorKind By, ActionInput Input);
