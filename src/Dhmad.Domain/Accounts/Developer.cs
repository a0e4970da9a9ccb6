namespace Dhmad.Domain.Accounts;

/// <summary>The customer who integrates: what escrows, sessions and pages must know of them.</summary>
public sealed record Developer
{
    public required string Id { get; init; }

    public required string Email { get; init; }

    public DeveloperSettings Settings { get; init; } = new();

    public bool HasSignature { get; init; }

    /// <summary>The one user who lets the API act as a party, and since when.</summary>
    public Association? Association { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public Person? AssociatedUser => Association?.User;

    /// <summary>
    /// What buyers and sellers read: the key's own name, else the application's, else the company's, else the e-mail.
    /// </summary>
    public string NameFor(string? keyAppName) =>
        keyAppName ?? Settings.ApplicationName ?? Settings.CompanyName ?? Email;
}

/// <summary>What a developer sets; null is not set.</summary>
public sealed record DeveloperSettings(
    string? ApplicationName = null, string? CompanyName = null, string? Website = null, string? Contact = null)
{
    public const int MaxNameLength = 100;
    public const int MaxRedirectUrls = 20;

    /// <summary>Where checkout sessions may return to, as the developer wrote them.</summary>
    public IReadOnlyList<string> RedirectUrls { get; init; } = [];

    public DeveloperSettings With(DeveloperSettingsChange change) => new(
        Changed(ApplicationName, change.ApplicationName),
        Changed(CompanyName, change.CompanyName),
        Changed(Website, change.Website),
        Changed(Contact, change.Contact))
    {
        RedirectUrls = change.RedirectUrls ?? RedirectUrls,
    };

    private static string? Changed(string? present, string? wanted) => wanted switch
    {
        null => present,
        "" => null,
        _ => wanted,
    };
}

/// <summary>A change of settings: null fields stay, "" clears a name.</summary>
public sealed record DeveloperSettingsChange(
    string? ApplicationName = null,
    string? CompanyName = null,
    string? Website = null,
    string? Contact = null,
    IReadOnlyList<string>? RedirectUrls = null);

public sealed record Association(Person User, DateTimeOffset Since);

/// <summary>A mailed link that has not been followed yet.</summary>
public sealed record PendingAssociation(string Email, DateTimeOffset ExpiresAt);
