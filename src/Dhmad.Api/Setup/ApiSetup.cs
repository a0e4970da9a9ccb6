using Dhmad.Api.Http;

namespace Dhmad.Api.Setup;

/// <summary>Puts the doors together: what they need, and which calls stand behind which credential.</summary>
public static class ApiSetup
{
    public static IServiceCollection AddApi(this IServiceCollection services) => services
        .AddSingleton<Authentication>()
        .AddSingleton<RateLimit>()
        .AddSingleton<Faults>()
        .AddSingleton<ApiPolicy>();

    /// <summary>Maps every call. Each room adds its own to the door it belongs to.</summary>
    public static WebApplication UseApi(this WebApplication app)
    {
        app.UseMiddleware<RequestIds>();
        app.UseRouting();
        app.UseMiddleware<RouteProblems>();
        return app;
    }

    /// <summary>A door: calls under a path prefix that ask for one kind of credential.</summary>
    public static ApiGroup Door(this WebApplication app, string prefix, Credential credential) =>
        new(app, app.Services.GetRequiredService<ApiPolicy>(), prefix, credential);
}
