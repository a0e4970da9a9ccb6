using Dhmad.Domain;
using Dhmad.Domain.Escrows;
using Dhmad.Storage;

namespace Dhmad.Grains.Accounts;

/// <summary>
/// What is stored of an answer for the idempotency key it came with, in the transaction of its effect.
/// </summary>
internal static class Kept
{
    public static IdempotencyRecord? Plain(IdempotencyClaim? claim, ApiAnswer answer) =>
        claim is null ? null : new IdempotencyRecord(claim, answer.Status, ApiAnswer.ContentType, answer.Body);

    /// <summary>For answers that hold a key or secret: encrypted where they are stored.</summary>
    public static IdempotencyRecord? Secret(IdempotencyStore store, IdempotencyClaim? claim, ApiAnswer answer) =>
        claim is null ? null : store.Secret(claim, answer.Status, ApiAnswer.ContentType, answer.Body);

    /// <summary>Runs a write whose claim another request may have taken over meanwhile; then it did nothing.</summary>
    public static async Task<Result<ApiAnswer>> UnlessLostAsync(Func<Task<Result<ApiAnswer>>> write)
    {
        try
        {
            return await write();
        }
        catch (CommitRefusedException refused) when (refused.Outcome == CommitOutcome.ClaimLost)
        {
            return new Refusal("IDEMPOTENCY_KEY_IN_PROGRESS", "Another request with this idempotency key is running.");
        }
    }
}
