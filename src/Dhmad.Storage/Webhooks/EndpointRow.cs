using System.Text.Json;
using Dhmad.Domain;
using Dhmad.Domain.Webhooks;

namespace Dhmad.Storage.Webhooks;

/// <summary>A row of <c>webhook_endpoints</c> that is not deleted.</summary>
internal sealed record EndpointRow
{
    public const string Columns =
        """
        id AS Id, version AS Version, developer_id AS DeveloperId, url AS Url, events AS Events, secret AS Secret,
        previous_secret AS PreviousSecret, overlap_until_at AS OverlapUntil, is_active AS IsActive,
        paused_at AS PausedAt, disabled_reason AS DisabledReason, failure_count AS FailureCount,
        first_failure_at AS FirstFailureAt, last_triggered_at AS LastTriggeredAt,
        last_response_status AS LastResponseStatus, created_at AS CreatedAt, updated_at AS UpdatedAt
        """;

    public string Id { get; init; } = "";

    public long Version { get; init; }

    public string DeveloperId { get; init; } = "";

    public string Url { get; init; } = "";

    public string Events { get; init; } = "[]";

    public byte[] Secret { get; init; } = [];

    public byte[]? PreviousSecret { get; init; }

    public DateTimeOffset? OverlapUntil { get; init; }

    public bool IsActive { get; init; }

    public DateTimeOffset? PausedAt { get; init; }

    public string? DisabledReason { get; init; }

    public int FailureCount { get; init; }

    public DateTimeOffset? FirstFailureAt { get; init; }

    public DateTimeOffset? LastTriggeredAt { get; init; }

    public int? LastResponseStatus { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public static EndpointRow Of(
        WebhookEndpoint endpoint, EndpointSecrets secrets, long version, SecretBox box) => new()
    {
        Id = endpoint.Id,
        Version = version,
        DeveloperId = endpoint.DeveloperId,
        Url = endpoint.Url,
        Events = JsonSerializer.Serialize(endpoint.Events),
        Secret = box.Seal(endpoint.Id, secrets.Current),
        PreviousSecret = secrets.Previous is { } previous ? box.Seal(endpoint.Id, previous) : null,
        OverlapUntil = secrets.OverlapUntil,
        IsActive = endpoint.IsActive,
        PausedAt = endpoint.PausedAt,
        DisabledReason = endpoint.DisabledReason is { } reason ? Spelling.Of(reason) : null,
        FailureCount = endpoint.FailureCount,
        FirstFailureAt = endpoint.FirstFailureAt,
        LastTriggeredAt = endpoint.LastTriggeredAt,
        LastResponseStatus = endpoint.LastResponseStatus,
        CreatedAt = endpoint.CreatedAt,
        UpdatedAt = endpoint.UpdatedAt,
    };

    public StoredEndpoint ToStored(SecretBox box) => new(
        ToEndpoint(),
        new EndpointSecrets(
            box.Open(Id, Secret), PreviousSecret is { } previous ? box.Open(Id, previous) : null, OverlapUntil),
        Version);

    public WebhookEndpoint ToEndpoint() => new()
    {
        Id = Id,
        DeveloperId = DeveloperId,
        Url = Url,
        Events = JsonSerializer.Deserialize<string[]>(Events)!,
        IsActive = IsActive,
        PausedAt = PausedAt,
        DisabledReason = DisabledReason is null ? null : Column.Enum<DisabledReason>(DisabledReason),
        FailureCount = FailureCount,
        FirstFailureAt = FirstFailureAt,
        LastTriggeredAt = LastTriggeredAt,
        LastResponseStatus = LastResponseStatus,
        CreatedAt = CreatedAt,
        UpdatedAt = UpdatedAt,
    };
}
