using System.Text.Json;
using Dhmad.Domain.Webhooks;

namespace Dhmad.Storage.Webhooks;

/// <summary>A row of <c>caught_requests</c>.</summary>
internal sealed record CaughtRow
{
    public const string Columns =
        """
        id AS Id, number AS Number, received_at AS ReceivedAt, headers AS Headers, body AS Body,
        webhook_id AS WebhookId, escrow_id AS EscrowId, sequence AS Sequence, signature_ok AS SignatureOk,
        standard_signature_ok AS StandardSignatureOk, timestamp_ok AS TimestampOk, sequence_ok AS SequenceOk,
        is_duplicate AS IsDuplicate
        """;

    public Guid Id { get; init; }

    public long Number { get; init; }

    public DateTimeOffset ReceivedAt { get; init; }

    public string Headers { get; init; } = "{}";

    public byte[] Body { get; init; } = [];

    public string? WebhookId { get; init; }

    public string? EscrowId { get; init; }

    public long? Sequence { get; init; }

    public bool SignatureOk { get; init; }

    public bool StandardSignatureOk { get; init; }

    public bool TimestampOk { get; init; }

    public bool? SequenceOk { get; init; }

    public bool IsDuplicate { get; init; }

    public CaughtRequest ToRequest() => new()
    {
        Id = Id,
        ReceivedAt = ReceivedAt,
        Headers = JsonSerializer.Deserialize<Dictionary<string, string>>(Headers)!,
        Body = Body,
        WebhookId = WebhookId,
        EscrowId = EscrowId,
        Sequence = Sequence,
        SignatureOk = SignatureOk,
        StandardSignatureOk = StandardSignatureOk,
        TimestampOk = TimestampOk,
        SequenceOk = SequenceOk,
        IsDuplicate = IsDuplicate,
    };
}
