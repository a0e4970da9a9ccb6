namespace Dhmad.Domain.Accounts;

/// <summary>What is kept of an API key; the key itself is shown once and only its hash stays.</summary>
public sealed record ApiKey
{
    /// <summary>How many keys a developer can have.</summary>
    public const int MaxPerDeveloper = 20;

    public const int MaxNameLength = 100;

    /// <summary>Requests a minute, for a key with its own limit.</summary>
    public const int MaxRateLimit = 10_000;

    public required string Id { get; init; }

    public required string DeveloperId { get; init; }

    public required string Name { get; init; }

    public required string KeyPrefix { get; init; }

    public required DeploymentEnvironment Environment { get; init; }

    public required bool IsActive { get; init; }

    public DateTimeOffset? LastUsedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Its own limit of requests a minute; null means the deployment's.</summary>
    public int? RateLimit { get; init; }

    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The name its escrows carry, before the developer's own names; null when it is no name.</summary>
    public string? AppName =>
        Metadata.TryGetValue("appName", out var given)
        && PlainText.TryRead(given, 1, DeveloperSettings.MaxNameLength, singleLine: true, out var name, out _)
            ? name
            : null;

    public ApiKey With(ApiKeyChange change) => this with
    {
        Name = change.Name ?? Name,
        IsActive = change.IsActive ?? IsActive,
        ExpiresAt = change.ExpiresAt ?? ExpiresAt,
        RateLimit = change.RateLimit ?? RateLimit,
        Metadata = change.Metadata ?? Metadata,
    };

    public bool MayBeUsedAt(DateTimeOffset now) => IsActive && !(ExpiresAt <= now);
}

/// <summary>What a developer asks of a new key, validated for form.</summary>
public sealed record NewApiKey(
    string Name,
    DateTimeOffset? ExpiresAt = null,
    int? RateLimit = null,
    IReadOnlyDictionary<string, string>? Metadata = null);

/// <summary>What a developer changes of a key; absent fields are null and stay.</summary>
public sealed record ApiKeyChange(
    string? Name = null,
    bool? IsActive = null,
    DateTimeOffset? ExpiresAt = null,
    int? RateLimit = null,
    IReadOnlyDictionary<string, string>? Metadata = null);
