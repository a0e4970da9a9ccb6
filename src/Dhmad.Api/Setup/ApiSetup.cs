using Dhmad.Api.Accounts;
using Dhmad.Api.Checkout;
using Dhmad.Api.Escrows;
using Dhmad.Api.Http;
using Dhmad.Api.OpenApi;
using Dhmad.Api.Webhooks;
using Dhmad.Domain;
using Dhmad.Grains.Escrows;

namespace Dhmad.Api.Setup;

/// <summary>Puts the doors together: what they need, and which calls stand behind which credential.</summary>
public static class ApiSetup
{
    /// <summary>What the doors need besides the runtime; each room adds the class of its calls.</summary>
    public static IServiceCollection AddApi(this IServiceCollection services) => services
        .AddSingleton<Authentication>()
        .AddSingleton<RateLimit>()
        .AddSingleton<Idempotency>()
        .AddSingleton<Faults>()
        .AddSingleton<ApiPolicy>()
        .AddSingleton<ApiDocument>()
        .AddSingleton<EscrowsApi>()
        .AddSingleton<EscrowReadsApi>()
        .AddSingleton<RulesApi>()
        .AddSingleton<SessionsApi>()
        .AddSingleton<MeApi>()
        .AddSingleton<TokenApi>()
        .AddSingleton<KeysApi>()
        .AddSingleton<SettingsApi>()
        .AddSingleton<AssociationApi>()
        .AddSingleton<SandboxApi>()
        .AddSingleton<ScenarioCall>()
        .AddSingleton<ScenarioApi>()
        .AddSingleton<WebhooksApi>()
        .AddSingleton<CatcherApi>();

    /// <summary>What every request passes before its endpoint.</summary>
    public static WebApplication UseApi(this WebApplication app)
    {
        app.UseRouting();
        app.UseMiddleware<RouteProblems>();
        return app;
    }

    /// <summary>Maps every call; each room adds its own to the door it belongs to.</summary>
    public static WebApplication MapApi(this WebApplication app)
    {
        var open = app.Door("/api/v1", Credential.None);
        app.Services.GetRequiredService<RulesApi>().Map(open);

        var keyed = app.Door("/api/v1", Credential.ApiKey);
        app.Services.GetRequiredService<EscrowsApi>().Map(keyed);
        app.Services.GetRequiredService<EscrowReadsApi>().Map(keyed);
        app.Services.GetRequiredService<SessionsApi>().Map(keyed);
        app.Services.GetRequiredService<MeApi>().Map(keyed);
        if (app.Services.GetRequiredService<DhmadSettings>().IsSandbox)
        {
            app.Services.GetRequiredService<SandboxApi>().Map(keyed);
            app.Services.GetRequiredService<ScenarioApi>().Map(keyed);
            app.Services.GetRequiredService<CatcherApi>().Map(app);
        }

        var developer = app.Door("/api/developer", Credential.DeveloperToken);
        app.Services.GetRequiredService<TokenApi>().Map(app.Door("/api/developer", Credential.None), developer);
        app.Services.GetRequiredService<KeysApi>().Map(developer);
        app.Services.GetRequiredService<AssociationApi>().Map(developer);
        app.Services.GetRequiredService<WebhooksApi>().Map(developer);
        var olderPath = app.Door("/developer", Credential.DeveloperToken);
        app.Services.GetRequiredService<SettingsApi>().Map(developer, olderPath);
        return app;
    }

    /// <summary>A door: calls under a path prefix that ask for one kind of credential.</summary>
    public static ApiGroup Door(this WebApplication app, string prefix, Credential credential) =>
        new(app, app.Services.GetRequiredService<ApiPolicy>(), prefix, credential);
}
