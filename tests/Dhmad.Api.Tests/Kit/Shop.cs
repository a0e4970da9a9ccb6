using Dhmad.Silo.Accounts;

namespace Dhmad.Api.Tests.Kit;

/// <summary>A developer who integrates: its key, its people, and what it does all day.</summary>
public sealed class Shop(ApiServer server, Seed seed)
{
    private string? _token;

    public ApiServer Server => server;

    public string Key => seed.ApiKey;

    public string DeveloperId => seed.Developer.Id;

    public string DeveloperEmail => seed.Developer.Email;

    public string Password => seed.Password;

    /// <summary>The associated user.</summary>
    public string Owner => seed.AssociatedUser.Email;

    public string OwnerId => seed.AssociatedUser.Id;

    public string Buyer => seed.People[^1].Email;

    public string OtherPerson => seed.People[0].Email;

    public static string RedirectUrl => Seeding.RedirectUrl;

    /// <summary>Calls with the API key.</summary>
    public ApiClient Api => server.With("Authorization", $"Bearer {Key}");

    /// <summary>Calls with a developer token.</summary>
    public async Task<ApiClient> PortalAsync()
    {
        _token ??= (await server.Stranger().Post(
            "/api/developer/token", new { email = DeveloperEmail, password = Password })).Is(201).At("token").GetString();
        return server.With("Authorization", $"Bearer {_token}");
    }

    /// <summary>The body of an escrow that nothing is wrong with; the buyer has money, the seller is the associated user.</summary>
    public Dictionary<string, object?> NewEscrow(string mode = "quick") => mode switch
    {
        "standard" => new(InstantEscrow(mode)) { ["estimatedDeliveryDays"] = 4, ["contractTerms"] = "One bike, as seen." },
        "quick" => new(InstantEscrow(mode)) { ["estimatedDeliveryDays"] = 4 },
        _ => InstantEscrow(mode),
    };

    public async Task<string> CreateAsync(string mode = "quick") =>
        (await Api.Post("/api/v1/escrows", NewEscrow(mode))).Is(201).At("escrow.id").GetString()!;

    private Dictionary<string, object?> InstantEscrow(string mode) => new()
    {
        ["title"] = "Cargo bike",
        ["amount"] = 100,
        ["mode"] = mode,
        ["buyerEmail"] = Buyer,
    };
}
