namespace Dhmad.Domain.Accounts;

/// <summary>A mailed link by which a user lets a developer act for them; only its hash is kept.</summary>
public sealed record AssociationLink
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>How long it is kept after it expired.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    public required string LinkHash { get; init; }

    public required string DeveloperId { get; init; }

    public required string Email { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}
