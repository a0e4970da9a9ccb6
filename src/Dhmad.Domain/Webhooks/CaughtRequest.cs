namespace Dhmad.Domain.Webhooks;

/// <summary>A request that came to a developer's catcher, and what a careful receiver finds in it.</summary>
public sealed record CaughtRequest
{
    public required Guid Id { get; init; }

    /// <summary>Real time.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>By name in lower case, in the order they came.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    public required byte[] Body { get; init; }

    /// <summary>Which delivery it is, as it says.</summary>
    public string? WebhookId { get; init; }

    /// <summary>Which escrow the event is about, and its number there; both or neither.</summary>
    public string? EscrowId { get; init; }

    public long? Sequence { get; init; }

    /// <summary>Whether <c>X-Webhook-Signature</c> signs these bytes with a secret of the developer.</summary>
    public bool SignatureOk { get; init; }

    /// <summary>Whether <c>webhook-signature</c> does.</summary>
    public bool StandardSignatureOk { get; init; }

    /// <summary>Whether both timestamps say the same, and that it is new.</summary>
    public bool TimestampOk { get; init; }

    /// <summary>False when a later event of the same escrow came before; null without a sequence.</summary>
    public bool? SequenceOk { get; init; }

    /// <summary>Whether the same delivery came before, as it does when it is tried again.</summary>
    public bool IsDuplicate { get; init; }
}
