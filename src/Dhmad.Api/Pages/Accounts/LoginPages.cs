using Dhmad.Api.Pages.Security;
using Dhmad.Api.Pages.Shell;
using Dhmad.Domain.Accounts;

namespace Dhmad.Api.Pages.Accounts;

/// <summary>Signing in on its own page, and signing out.</summary>
public sealed class LoginPages(SignInSteps steps, UserCookie users)
{
    private const string Path = "/login";

    public void Map(IEndpointRouteBuilder routes, PageGate gate)
    {
        routes.Page(Path, gate, ShowAsync);
        routes.Form(Path, gate, TakeAsync);
        routes.Form("/logout", gate, SignOutAsync);
    }

    /// <summary>A page that asks whoever is signed in for a fresh code, then leads on.</summary>
    public Task DrawStepUpAsync(PageRequest page, string next) =>
        DrawAsync(page, 200, View(page, next, IsPending(page)) with { IsStepUp = true });

    private Task ShowAsync(PageRequest page)
    {
        var next = OwnPath.Read(page.Http.Request.Query["next"]);
        return page.SignedIn switch
        {
            { User.HasNames: false } => DrawAsync(page, 200, Names(next)),
            { } when IsPending(page) => DrawAsync(page, 200, View(page, next, true) with { IsStepUp = true }),
            { } signedIn when next is null => page.DrawAsync<SignedInPage>(200, ("Email", signedIn.User.Email)),
            { } => page.RedirectAsync(next!),
            null => DrawAsync(page, 200, View(page, next, IsPending(page))),
        };
    }

    private Task TakeAsync(PageRequest page)
    {
        var next = OwnPath.Read(page.Form["next"]);
        if (page.Form["step"] == "other")
        {
            steps.Forget(page);
            return page.RedirectAsync(Here(next));
        }

        if (page.Form.Has("code")) return EnterAsync(page, next);
        return page.Form.Has("firstName") ? NameAsync(page, next) : AskAsync(page, next);
    }

    private async Task AskAsync(PageRequest page, string? next)
    {
        var typed = page.Form.Has("email") ? page.Form["email"] : page.SignedIn?.User.Email ?? "";
        if (!EmailAddress.TryRead(typed, out var email))
        {
            var values = new Dictionary<string, string> { ["email"] = typed };
            var form = new FormState(values, [new FieldError("email", "wrong.email")]);
            await DrawAsync(page, 422, View(page, next, false) with { Form = form });
            return;
        }

        if (await steps.AskAsync(page, email)) await page.RedirectAsync(Here(next));
        else await DrawAsync(page, 429, Code(next, email) with { NoticeKey = "signIn.tooSoon" });
    }

    private async Task EnterAsync(PageRequest page, string? next)
    {
        if (steps.PendingEmail(page) is not { } email) await page.RedirectAsync(Here(next));
        else if (await steps.EnterAsync(page, email, page.Form["code"]) is { } wrong)
            await DrawAsync(page, 422, Code(next, email) with { Form = FormState.Of(wrong) });
        else await page.RedirectAsync(Here(next));
    }

    private async Task NameAsync(PageRequest page, string? next)
    {
        if (page.SignedIn is not { } signedIn)
        {
            await page.RedirectAsync(Here(next));
            return;
        }

        var form = await steps.NameAsync(page, signedIn.User.Email);
        if (form.HasErrors) await DrawAsync(page, 422, Names(next) with { Form = form });
        else await page.RedirectAsync(next ?? Path);
    }

    private async Task SignOutAsync(PageRequest page)
    {
        await users.EndAsync(page.Http);
        steps.Forget(page);
        await page.RedirectAsync(OwnPath.Read(page.Form["next"]) ?? Path);
    }

    /// <summary>
    /// Whether a code is on its way to whoever may enter it here: to anyone, or to the user who is signed in.
    /// </summary>
    private bool IsPending(PageRequest page) =>
        steps.PendingEmail(page) is { } email && (page.SignedIn is null || page.SignedIn.User.Email == email);

    private SignInView View(PageRequest page, string? next, bool isPending) => isPending
        ? Code(next, steps.PendingEmail(page)!)
        : new SignInView(SignInStep.Email, Path)
        {
            Next = next,
            MaskedEmail = page.SignedIn is null ? null : EmailAddress.Mask(page.SignedIn.User.Email),
        };

    private static SignInView Code(string? next, string email) =>
        new(SignInStep.Code, Path) { Next = next, Email = email };

    private static SignInView Names(string? next) => new(SignInStep.Names, Path) { Next = next };

    private static Task DrawAsync(PageRequest page, int status, SignInView view)
    {
        page.Path = Path;
        return page.DrawAsync<LoginPage>(status, (nameof(LoginPage.View), view));
    }

    private static string Here(string? next) => next is null ? Path : $"{Path}?next={Uri.EscapeDataString(next)}";
}
