namespace Dhmad.Domain.Accounts;

/// <summary>What a user has, in millimes.</summary>
/// <param name="AvailableTnd">Free to spend.</param>
/// <param name="PendingTnd">On its way out, and top-ups under review.</param>
/// <param name="EscrowTnd">Held in open escrows in which the user is buyer or seller.</param>
public sealed record Balance(long AvailableTnd, long PendingTnd, long EscrowTnd);
