using Dhmad.Api.Http;
using Dhmad.Domain;
using Dhmad.Domain.Accounts;
using Dhmad.Domain.Escrows.Scenarios;
using Dhmad.Grains.Accounts;
using Dhmad.Grains.Escrows;
using Dhmad.Storage.Escrows;

namespace Dhmad.Api.Accounts;

/// <summary>The call that fills a sandbox; it does not exist in live.</summary>
public sealed class ScenarioApi(
    IGrainFactory grains, ScenarioCall scenarios, EscrowQueries escrows, TimeProvider time, DhmadSettings settings)
{
    public void Map(ApiGroup api) => api.Post("/sandbox/scenario", MakeAsync, SandboxOperations.Scenario);

    private async Task<Reply> MakeAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var name = request.Fields.RequiredChoice<ScenarioName>("name");
        var seed = request.Fields.Long("seed", -ScenarioPlan.MaxSeed, ScenarioPlan.MaxSeed);
        if (request.Fields.Refusal is { } bad) return bad;

        var developer = await grains.Developer(request.DeveloperId).Read()
            ?? throw new InvalidOperationException("An API key belongs to a developer.");
        var plan = ScenarioPlan.Of(name, seed ?? ScenarioPlan.DefaultSeed, developer, settings);
        var facts = await FactsAsync(plan, developer, cancellationToken);
        if (ScenarioRefusals.Judge(plan, facts, settings) is { } refusal) return refusal;

        // A caller who goes away does not stop it half-way.
        var made = await scenarios.MakeAsync(plan, developer, request.Key.AppName);
        return made.IsRefused
            ? made.Refusal
            : Reply.Created(ScenarioJson.Made(made.Value, settings.PublicUrl));
    }

    private async Task<ScenarioFacts> FactsAsync(
        ScenarioPlan plan, Developer developer, CancellationToken cancellationToken)
    {
        var seller = developer.AssociatedUser is { } user ? await grains.User(user.Email).Read() : null;
        var buyers = new List<User?>();
        foreach (var person in plan.People) buyers.Add(await grains.User(person.Email).Read());
        var created = settings.Escrows.DailyLimitPerDeveloper > 0
            ? await escrows.CountCreatedAsync(developer.Id, Midnight(), cancellationToken)
            : 0;
        return new ScenarioFacts(developer, seller, buyers, created);
    }

    private DateTimeOffset Midnight() => new(time.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
}
