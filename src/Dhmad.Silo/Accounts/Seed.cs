using Dhmad.Domain;
using Dhmad.Domain.Accounts;
using Dhmad.Domain.Webhooks;

namespace Dhmad.Silo.Accounts;

/// <summary>A developer to practise with, and its secrets, which are shown once.</summary>
public sealed record Seed
{
    public required string ApiKey { get; init; }

    public required Developer Developer { get; init; }

    public required string Password { get; init; }

    public required User AssociatedUser { get; init; }

    /// <summary>Where the developer's events go: to its catcher.</summary>
    public required WebhookEndpoint Webhook { get; init; }

    public required EndpointSecrets WebhookSecrets { get; init; }

    /// <summary>Two people with full wallets: a seller and a buyer, say.</summary>
    public required IReadOnlyList<User> People { get; init; }

    /// <summary>One JSON object for scripts.</summary>
    public string ToJson()
    {
        var json = new JsonText().Object()
            .Member("apiKey", ApiKey)
            .Object("developer").Member("email", Developer.Email).Member("password", Password).End()
            .Object("associatedUser").Member("email", AssociatedUser.Email).End()
            .Member("redirectUrl", Seeding.RedirectUrl)
            .Object("webhook").Member("url", Webhook.Url).Member("secret", WebhookSecrets.Current).End()
            .Array("users");
        foreach (var person in People) json.Object().Member("email", person.Email).End();
        return json.EndArray().End().ToString();
    }
}
