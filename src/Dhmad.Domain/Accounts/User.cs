namespace Dhmad.Domain.Accounts;

/// <summary>How far operators have come in knowing a user.</summary>
public enum KycStatus
{
    None,
    Pending,
    Approved,
    Rejected,
}

/// <summary>A person with an account, known by e-mail, which is their identity and never changes.</summary>
public sealed record User
{
    public const int MaxNameLength = 100;

    public required string Id { get; init; }

    public required string Email { get; init; }

    /// <summary>"" until given, like <see cref="LastName"/>.</summary>
    public string FirstName { get; init; } = "";

    public string LastName { get; init; } = "";

    public required string Language { get; init; }

    public string? Phone { get; init; }

    public bool PhoneVerified { get; init; }

    public KycStatus KycStatus { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Whether the names that every party must give are given.</summary>
    public bool HasNames => FirstName.Length > 0 && LastName.Length > 0;

    public Person ToPerson() => new(Id, Email, FirstName, LastName);
}
