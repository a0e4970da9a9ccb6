using Dhmad.Domain;
using Dhmad.Domain.Accounts;
using Dhmad.Storage.Accounts;
using Dhmad.Testing;

namespace Dhmad.Storage.Tests.Accounts;

/// <summary>People and things that accounts are made of, each with its own ids.</summary>
internal sealed class AccountsFixture(DatabaseFixture fixture)
{
    public SeededIds Ids => fixture.Ids;

    public Database Database => fixture.Database;

    public DateTimeOffset Now { get; set; } = DatabaseFixture.Start;

    public User NewUser(string email) => new() { Id = Ids.NewId(Now), Email = email, Language = "en", CreatedAt = Now };

    public Task<User> AddUserAsync(string email)
    {
        var fresh = NewUser(email);
        return Database.WriteAsync(work => UserRows.FindOrAddAsync(work, fresh), CancellationToken.None);
    }

    public async Task<Developer> AddDeveloperAsync(string email)
    {
        var developer = new Developer { Id = Ids.NewId(Now), Email = email, CreatedAt = Now };
        await Database.WriteAsync(work => DeveloperStore.WriteAsync(work, developer, "hash of " + email), CancellationToken.None);
        return developer;
    }

    public ApiKey NewKey(string developerId) => new()
    {
        Id = Ids.NewId(Now),
        DeveloperId = developerId,
        Name = "Shop server",
        KeyPrefix = "sk_sandbox_4be01f",
        Environment = DeploymentEnvironment.Sandbox,
        IsActive = true,
        Metadata = new Dictionary<string, string> { ["appName"] = "Velo \"Souk\" سوق" },
        CreatedAt = Now,
    };

    public AssociationLink NewLink(string developerId, string email) => new()
    {
        LinkHash = Ids.NewHex(32),
        DeveloperId = developerId,
        Email = email,
        CreatedAt = Now,
        ExpiresAt = Now + AssociationLink.Lifetime,
    };

    public Mail NewMail(string to, string? code = null) => new(Ids.NewId(Now), to, "S", "T", ["http://localhost/x"], code, Now);

    public SignInCode NewCode(string email, string browser, string code, string address = "192.0.2.1") => new()
    {
        Id = Ids.NewId(Now),
        Email = email,
        BrowserHash = SecretToken.Hash(browser),
        CodeHash = SignInCode.Hash(browser, code),
        Address = address,
        CreatedAt = Now,
    };

    public CodeTry Try(string email, string browser, string code, string? endsCookie = null) => new()
    {
        Fresh = NewUser(email),
        BrowserHash = SecretToken.Hash(browser),
        CodeHash = SignInCode.Hash(browser, code),
        CookieHash = Ids.NewHex(32),
        EndsCookieHash = endsCookie,
        Address = "192.0.2.1",
        BrowserName = "Firefox",
        ClaimId = Ids.NewId(Now),
        At = Now,
    };
}
