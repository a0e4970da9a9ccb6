namespace Dhmad.Domain.Accounts;

/// <summary>A signed-in developer's token; only its hash is kept.</summary>
public sealed record DeveloperToken(
    string TokenHash, string DeveloperId, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);
}
