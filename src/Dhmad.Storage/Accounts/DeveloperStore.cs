using System.Text.Json;
using Dhmad.Domain.Accounts;

namespace Dhmad.Storage.Accounts;

/// <summary>Developers with their settings, signature and association.</summary>
public sealed class DeveloperStore(Database database)
{
    private const string Select =
        """
        SELECT d.id AS Id, d.email AS Email, d.application_name AS ApplicationName, d.company_name AS CompanyName,
            d.website AS Website, d.contact AS Contact, d.redirect_urls AS RedirectUrls,
            d.signature_image IS NOT NULL AS HasSignature, d.created_at AS CreatedAt,
            a.since_at AS Since, u.id AS UserId, u.email AS UserEmail,
            u.first_name AS FirstName, u.last_name AS LastName
        FROM developers d
        LEFT JOIN associations a ON a.developer_id = d.id AND a.until_at IS NULL
        LEFT JOIN users u ON u.id = a.user_id
        """;

    public Task<Developer?> FindAsync(string id, CancellationToken cancellationToken) =>
        database.QueryAsync(work => FindAsync(work, id), cancellationToken);

    public static async Task<Developer?> FindAsync(Work work, string id) =>
        (await work.FirstAsync<Row>($"{Select} WHERE d.id = @id", new { id }))?.ToDeveloper();

    /// <summary>The id and the kept password of the developer with this e-mail, or null.</summary>
    public Task<DeveloperLogin?> FindLoginAsync(string email, CancellationToken cancellationToken) =>
        database.QueryAsync(
            work => work.FirstAsync<DeveloperLogin>(
                "SELECT id AS Id, password_hash AS PasswordHash FROM developers WHERE email = @email", new { email }),
            cancellationToken);

    /// <summary>The data URI, or null when none is stored.</summary>
    public Task<string?> ReadSignatureAsync(string id, CancellationToken cancellationToken) =>
        database.QueryAsync(
            work => work.FirstAsync<string>("SELECT signature_image FROM developers WHERE id = @id", new { id }),
            cancellationToken);

    public Task SetSignatureAsync(string id, string dataUri, CancellationToken cancellationToken) =>
        database.WriteAsync(
            work => work.ExecuteAsync(
                "UPDATE developers SET signature_image = @dataUri WHERE id = @id", new { id, dataUri }),
            cancellationToken);

    public Task ChangeAsync(string id, DeveloperSettings settings, CancellationToken cancellationToken) =>
        database.WriteAsync(
            work => work.ExecuteAsync(
                """
                UPDATE developers
                SET application_name = @ApplicationName, company_name = @CompanyName, website = @Website,
                    contact = @Contact, redirect_urls = @redirectUrls
                WHERE id = @id
                """,
                new
                {
                    id,
                    settings.ApplicationName,
                    settings.CompanyName,
                    settings.Website,
                    settings.Contact,
                    redirectUrls = JsonSerializer.Serialize(settings.RedirectUrls),
                }),
            cancellationToken);

    /// <summary>Whether there is any developer at all.</summary>
    public static async Task<bool> HasAnyAsync(Work work) =>
        await work.FirstAsync<string>("SELECT id FROM developers LIMIT 1") is not null;

    /// <summary>Writes a new developer in somebody's transaction.</summary>
    public static Task WriteAsync(Work work, Developer developer, string passwordHash) => work.ExecuteAsync(
        """
        INSERT INTO developers
            (id, email, password_hash, application_name, company_name, website, contact, redirect_urls, created_at)
        VALUES
            (@Id, @Email, @passwordHash, @ApplicationName, @CompanyName, @Website, @Contact, @redirectUrls, @CreatedAt)
        """,
        new
        {
            developer.Id,
            developer.Email,
            passwordHash,
            developer.Settings.ApplicationName,
            developer.Settings.CompanyName,
            developer.Settings.Website,
            developer.Settings.Contact,
            redirectUrls = JsonSerializer.Serialize(developer.Settings.RedirectUrls),
            developer.CreatedAt,
        });

    private sealed record Row
    {
        public string Id { get; init; } = "";

        public string Email { get; init; } = "";

        public string? ApplicationName { get; init; }

        public string? CompanyName { get; init; }

        public string? Website { get; init; }

        public string? Contact { get; init; }

        public string RedirectUrls { get; init; } = "[]";

        public bool HasSignature { get; init; }

        public DateTimeOffset CreatedAt { get; init; }

        public DateTimeOffset? Since { get; init; }

        public string? UserId { get; init; }

        public string? UserEmail { get; init; }

        public string? FirstName { get; init; }

        public string? LastName { get; init; }

        public Developer ToDeveloper() => new()
        {
            Id = Id,
            Email = Email,
            Settings = new DeveloperSettings(ApplicationName, CompanyName, Website, Contact)
            {
                RedirectUrls = JsonSerializer.Deserialize<string[]>(RedirectUrls)!,
            },
            HasSignature = HasSignature,
            Association = Since is null
                ? null
                : new Association(new Person(UserId, UserEmail!, FirstName!, LastName!), Since.Value),
            CreatedAt = CreatedAt,
        };
    }
}

/// <summary>What signing in with a password needs.</summary>
public sealed record DeveloperLogin
{
    public required string Id { get; init; }

    public required string PasswordHash { get; init; }
}
