namespace Dhmad.Domain.Escrows;

/// <summary>How one action is refused: each column says why not, or null.</summary>
internal sealed record RefusalLine(
    EscrowAction Action, Check Mode, Check Party, Check Done, Check Status, Guard[] Guards);

/// <summary>Says why not, or null.</summary>
internal delegate Refusal? Check(Question question);
