using Dhmad.Domain;
using Dhmad.Silo.Accounts;

namespace Dhmad.Api.Commands;

/// <summary>The few lines a start prints: where everything is, and on the first start how to get in.</summary>
internal static class Banner
{
    public static string Text(DhmadSettings settings, Seed? seed)
    {
        var url = settings.PublicUrl;
        var environment = Spelling.Of(settings.Environment);
        if (settings.Cluster.Role == NodeRole.Silo)
            return $"\nDhmad ({environment}): this silo of {settings.Cluster.ClusterId} is ready.\n";
        var head = $"""

            Dhmad ({environment}) is ready at {url}

              API explorer   {url}/explorer
              Rules          {url}/api/v1/rules
            """;
        return seed is null ? head + "\n" : $"{head}\n{FirstStart(settings, seed)}";
    }

    /// <summary>What a process says that waits for another's end.</summary>
    public static string StandingBy(DhmadSettings settings, Seed? seed) =>
        $"\nDhmad ({Spelling.Of(settings.Environment)}) stands by at {settings.PublicUrl}: another process serves "
            + "this database, and this one takes over when it ends.\n"
            + (seed is null ? "" : FirstStart(settings, seed));

    /// <summary>What a seed is to be known by; its secrets are shown this once.</summary>
    public static string Secrets(Seed seed) => $"""
          Developer      {seed.Developer.Email}
          Password       {seed.Password}
          API key        {seed.ApiKey}
          Sells as       {seed.AssociatedUser.Email} (the associated user)
          People         {string.Join(", ", seed.People.Select(person => person.Email))}
                         each with {Seeding.WalletTnd / 1000:#,0} TND in the wallet
          Redirect URL   {Seeding.RedirectUrl}
          Webhooks       {seed.Webhook.Url} (GET it to see what came)
        """;

    /// <summary>What a first start made, and what to do with it.</summary>
    public static string FirstStart(DhmadSettings settings, Seed seed) =>
        $"{Secrets(seed)}\n{FirstSteps(settings.PublicUrl, seed)}\n";

    private static string FirstSteps(string url, Seed seed) => $$"""

        These secrets are shown only now. Create a first escrow:

          curl {{url}}/api/v1/escrows -H 'Authorization: Bearer {{seed.ApiKey}}' \
            -d '{"title":"Cargo bike","amount":480,"mode":"instant","buyerEmail":"{{seed.People[^1].Email}}"}' \
            -H 'Content-Type: application/json'

        Mail, with sign-in codes, waits at {{url}}/api/v1/sandbox/inbox (same key). docs/api.http tells the rest.
        """;
}
