using Dhmad.Api.Http;
using Dhmad.Api.Pages.Accounts;
using Dhmad.Api.Pages.Checkout;
using Dhmad.Api.Pages.Security;

namespace Dhmad.Api.Pages;

/// <summary>Puts the hosted pages together.</summary>
public static class PagesSetup
{
    public static IServiceCollection AddPages(this IServiceCollection services) => services
        .AddPageDrawing()
        .AddSingleton<VisitorCookie>()
        .AddSingleton<UserCookie>()
        .AddSingleton<PageGate>()
        .AddSingleton<AwayAnswer>()
        .AddSingleton<SignInSteps>()
        .AddSingleton<LoginPages>()
        .AddSingleton<AssociationPages>()
        .AddSingleton<CheckoutViews>()
        .AddSingleton<CheckoutDoor>()
        .AddSingleton<CheckoutForms>()
        .AddSingleton<CheckoutAnswers>()
        .AddSingleton<CheckoutPages>()
        .AddSingleton<CheckoutSubmission>()
        .AddSingleton<CheckoutSignIn>();

    /// <summary>
    /// Maps every page, and answers a browser with a page where there is nothing; comes after routing.
    /// </summary>
    public static WebApplication MapPages(this WebApplication app)
    {
        var gate = app.Services.GetRequiredService<PageGate>();
        app.Use((http, next) => IsNobodys(http) ? gate.Open(page => page.DrawProblemAsync(404))(http) : next(http));
        PageAssets.Map(app);
        app.Services.GetRequiredService<LoginPages>().Map(app, gate);
        app.Services.GetRequiredService<AssociationPages>().Map(app, gate);
        app.Services.GetRequiredService<CheckoutPages>().Map(app, gate);
        return app;
    }

    /// <summary>Maps a page for GET and HEAD.</summary>
    internal static void Page(
        this IEndpointRouteBuilder routes, string path, PageGate gate, Func<PageRequest, Task> handle) =>
        routes.MapRead(path, gate.Open(handle)).ExcludeFromDescription();

    /// <summary>Maps the form of a page.</summary>
    internal static void Form(
        this IEndpointRouteBuilder routes, string path, PageGate gate, Func<PageRequest, Task> handle) =>
        routes.MapPost(path, gate.Open(handle)).ExcludeFromDescription();

    /// <summary>Whether the answer is shown to a person, outside the paths of the API.</summary>
    internal static bool IsOfBrowser(HttpContext http) =>
        !http.Request.Path.StartsWithSegments("/api")
        && !http.Request.Path.StartsWithSegments("/developer")
        && http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    private static bool IsNobodys(HttpContext http) => http.GetEndpoint() is null && IsOfBrowser(http);
}
