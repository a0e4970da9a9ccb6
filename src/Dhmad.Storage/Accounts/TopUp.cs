using Dhmad.Domain.Accounts;

namespace Dhmad.Storage.Accounts;

/// <summary>Money put on a user's balance for practice.</summary>
/// <param name="Fresh">The user to write if the e-mail has none yet.</param>
/// <param name="ClaimId">The id of the ledger transaction, should money be waiting for a new user.</param>
public sealed record TopUp(User Fresh, long AmountTnd, string TransactionId, string ClaimId, DateTimeOffset At)
{
    /// <summary>The rail such money comes in by.</summary>
    public const string Rail = "sandbox_card";
}
