using System.Text.Json;
using Dhmad.Domain;
using Dhmad.Domain.Accounts;

namespace Dhmad.Storage.Accounts;

/// <summary>An API key as its row has it.</summary>
internal sealed record ApiKeyRow
{
    public const string Columns =
        """
        id AS Id, developer_id AS DeveloperId, name AS Name, key_prefix AS KeyPrefix, environment AS Environment,
        is_active AS IsActive, last_used_at AS LastUsedAt, expires_at AS ExpiresAt, rate_limit AS RateLimit,
        metadata AS Metadata, created_at AS CreatedAt
        """;

    public string Id { get; init; } = "";

    public string DeveloperId { get; init; } = "";

    public string KeyHash { get; init; } = "";

    public string Name { get; init; } = "";

    public string KeyPrefix { get; init; } = "";

    public string Environment { get; init; } = "";

    public bool IsActive { get; init; }

    public DateTimeOffset? LastUsedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public int? RateLimit { get; init; }

    public string Metadata { get; init; } = "{}";

    public DateTimeOffset CreatedAt { get; init; }

    public static ApiKeyRow Of(ApiKey key, string keyHash) => new()
    {
        Id = key.Id,
        DeveloperId = key.DeveloperId,
        KeyHash = keyHash,
        Name = key.Name,
        KeyPrefix = key.KeyPrefix,
        Environment = Spelling.Of(key.Environment),
        IsActive = key.IsActive,
        LastUsedAt = key.LastUsedAt,
        ExpiresAt = key.ExpiresAt,
        RateLimit = key.RateLimit,
        Metadata = JsonSerializer.Serialize(key.Metadata),
        CreatedAt = key.CreatedAt,
    };

    public ApiKey ToKey() => new()
    {
        Id = Id,
        DeveloperId = DeveloperId,
        Name = Name,
        KeyPrefix = KeyPrefix,
        Environment = Column.Enum<DeploymentEnvironment>(Environment),
        IsActive = IsActive,
        LastUsedAt = LastUsedAt,
        ExpiresAt = ExpiresAt,
        RateLimit = RateLimit,
        Metadata = JsonSerializer.Deserialize<Dictionary<string, string>>(Metadata)!,
        CreatedAt = CreatedAt,
    };
}
