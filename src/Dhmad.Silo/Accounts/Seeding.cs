using Dhmad.Domain;
using Dhmad.Domain.Accounts;
using Dhmad.Domain.Escrows;
using Dhmad.Domain.Escrows.Scenarios;
using Dhmad.Domain.Webhooks;
using Dhmad.Grains;
using Dhmad.Storage;
using Dhmad.Storage.Accounts;
using Dhmad.Storage.Webhooks;

namespace Dhmad.Silo.Accounts;

/// <summary>
/// Makes a developer to practise with: with an associated user, an API key, a catcher that hears everything, and the
/// people of the scenario <c>fresh</c>. It needs the database alone, so it works beside a running server.
/// </summary>
public sealed class Seeding(
    Database database,
    EndpointStore endpoints,
    CatcherStore catcher,
    EscrowTime time,
    IdSource ids,
    DhmadSettings settings)
{
    public const string RedirectUrl = "http://localhost:3000/callback";

    /// <summary>What each of the two people has to spend, in millimes.</summary>
    public const long WalletTnd = ScenarioPlan.WalletTnd;

    private const int TagBytes = 4;
    private const int PasswordBytes = 10;

    /// <summary>Whether nobody integrates with this deployment yet.</summary>
    public Task<bool> IsFirstStartAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(async work => !await DeveloperStore.HasAnyAsync(work), cancellationToken);

    /// <summary>
    /// Writes all of it or nothing; each call makes another developer with e-mail addresses of its own.
    /// </summary>
    /// <exception cref="InvalidOperationException">This deployment is live.</exception>
    public async Task<Seed> MakeAsync(CancellationToken cancellationToken) =>
        (await MakeAsync(_ => Task.FromResult(false), cancellationToken))!;

    /// <summary>The same for a deployment that nobody integrates with yet; null when another process was faster.
    /// </summary>
    /// <exception cref="InvalidOperationException">This deployment is live.</exception>
    public Task<Seed?> MakeFirstAsync(CancellationToken cancellationToken) =>
        MakeAsync(DeveloperStore.HasAnyAsync, cancellationToken);

    private async Task<Seed?> MakeAsync(Func<Work, Task<bool>> isLate, CancellationToken cancellationToken)
    {
        if (!settings.IsSandbox) throw new InvalidOperationException("Only a sandbox can be seeded.");
        var tag = ids.NewHex(TagBytes);
        var developer = NewDeveloper(tag);
        var seed = new Seed
        {
            ApiKey = ApiKeyForm.Make(ids, settings.Environment),
            Developer = developer,
            Webhook = NewWebhook(developer),
            WebhookSecrets = EndpointSecrets.New(ids),
            Password = $"Dhmad-{ids.NewHex(PasswordBytes)}-7",
            AssociatedUser = NewUser($"shop.{tag}@example.tn", "Nour", "Ben Salah"),
            People =
            [
                .. ScenarioPlan.Of(ScenarioName.Fresh, ScenarioPlan.DefaultSeed, developer, settings).People
                    .Select(person => NewUser(person.Email, person.FirstName, person.LastName)),
            ],
        };
        var rows = new Rows(
            PasswordHash.Make(ids, seed.Password), NewKey(seed), NewId(), [.. seed.People.Select(_ => NewId())]);
        return await database.WriteAsync(
            async work =>
            {
                if (await isLate(work)) return null;
                await WriteAsync(work, seed, rows);
                return seed;
            },
            cancellationToken);
    }

    private async Task WriteAsync(Work work, Seed seed, Rows rows)
    {
        await DeveloperStore.WriteAsync(work, seed.Developer, rows.PasswordHash);
        await UserRows.FindOrAddAsync(work, seed.AssociatedUser);
        await AssociationStore.WriteAsync(
            work, rows.AssociationId, seed.Developer.Id, seed.AssociatedUser.Id, seed.Developer.CreatedAt);
        await ApiKeyStore.WriteAsync(work, rows.Key, SecretToken.Hash(seed.ApiKey));
        await endpoints.WriteAsync(work, seed.Webhook, seed.WebhookSecrets);
        foreach (var (person, topUpId) in seed.People.Zip(rows.TopUpIds))
        {
            await UserRows.FindOrAddAsync(work, person);
            await WalletStore.WriteAsync(work, person.Id, WalletTnd, topUpId, person.CreatedAt);
        }
    }

    private Developer NewDeveloper(string tag) => new()
    {
        Id = NewId(),
        Email = $"dev.{tag}@example.tn",
        Settings = new DeveloperSettings("Velo Souk", "Velo Souk SARL") { RedirectUrls = [RedirectUrl] },
        CreatedAt = time.RealNow,
    };

    private WebhookEndpoint NewWebhook(Developer developer) => new()
    {
        Id = NewId(),
        DeveloperId = developer.Id,
        Url = $"{settings.PublicUrl}/sandbox/hooks/{catcher.TokenOf(developer.Id)}",
        Events = [.. EventTypes.Public, .. EventTypes.Extensions],
        CreatedAt = developer.CreatedAt,
        UpdatedAt = developer.CreatedAt,
    };

    private User NewUser(string email, string firstName, string lastName) => new()
    {
        Id = NewId(),
        Email = email,
        FirstName = firstName,
        LastName = lastName,
        Language = settings.DefaultLanguage,
        CreatedAt = time.RealNow,
    };

    private ApiKey NewKey(Seed seed) => new()
    {
        Id = NewId(),
        DeveloperId = seed.Developer.Id,
        Name = "First key",
        KeyPrefix = ApiKeyForm.KeyPrefix(seed.ApiKey),
        Environment = settings.Environment,
        IsActive = true,
        CreatedAt = time.RealNow,
    };

    private string NewId() => ids.NewId(time.RealNow);

    /// <summary>
    /// What is written besides what is shown; made before, so that a repeated transaction writes the same.
    /// </summary>
    private sealed record Rows(string PasswordHash, ApiKey Key, string AssociationId, IReadOnlyList<string> TopUpIds);
}
