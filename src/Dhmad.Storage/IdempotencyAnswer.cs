using Dhmad.Domain.Escrows;

namespace Dhmad.Storage;

/// <summary>What asking for an idempotency key came to.</summary>
public abstract record IdempotencyAnswer
{
    private IdempotencyAnswer()
    {
    }

    /// <summary>The key is ours until the request ends.</summary>
    public sealed record Claimed(IdempotencyClaim Claim) : IdempotencyAnswer;

    /// <summary>The same request succeeded before; this was its answer.</summary>
    public sealed record Replay(int Status, string ContentType, byte[] Body) : IdempotencyAnswer;

    /// <summary>Another request used the key.</summary>
    public sealed record Reused : IdempotencyAnswer;

    /// <summary>The first request with the key is still running.</summary>
    public sealed record InProgress : IdempotencyAnswer;
}
