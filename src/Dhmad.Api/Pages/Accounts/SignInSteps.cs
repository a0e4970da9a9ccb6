using System.Globalization;
using Dhmad.Api.Http;
using Dhmad.Api.Pages.Security;
using Dhmad.Api.Pages.Shell;
using Dhmad.Domain;
using Dhmad.Domain.Accounts;
using Dhmad.Grains.Accounts;
using Dhmad.Storage;

namespace Dhmad.Api.Pages.Accounts;

/// <summary>
/// The steps of signing in, the same on their own page and on checkout pages: a mailed code, then names if missing.
/// </summary>
public sealed class SignInSteps(
    IGrainFactory grains, UserCookie users, Sealer sealer, DhmadSettings settings, TimeProvider time)
{
    /// <summary>The address this browser was mailed a code for, if the code may still be good.</summary>
    public string? PendingEmail(PageRequest page) => CodeCookie.Read(page, sealer);

    /// <summary>Mails a code; false when it is too early for another.</summary>
    public async Task<bool> AskAsync(PageRequest page, string email)
    {
        var asked = await grains.User(email).AskCode(
            new CodeRequest(page.Visitor, ClientAddress.BucketOf(page.Http), page.Texts.Language));
        CodeCookie.Set(page, sealer, settings, email, time.GetUtcNow());
        return asked.Sent;
    }

    /// <summary>Tries a code. Null when it signed the browser in; else what is wrong with it.</summary>
    public async Task<FieldError?> EnterAsync(PageRequest page, string email, string typed)
    {
        var code = string.Concat(typed.Where(character => !char.IsWhiteSpace(character)));
        if (!SignInCode.IsWellFormed(code)) return new FieldError("code", "wrong.code.form");

        var entered = await grains.User(email).EnterCode(new CodeEntry(
            code,
            page.Visitor,
            ClientAddress.BucketOf(page.Http),
            page.Texts.Language,
            UserCookie.Value(page.Http),
            page.Http.Request.Headers.UserAgent.ToString()));
        switch (entered.Verdict)
        {
            case CodeVerdict.SignedIn:
                users.Set(page.Http, entered.Cookie!, entered.EndsAt!.Value);
                CodeCookie.Delete(page, settings);
                return null;
            case CodeVerdict.Wrong when entered.TriesLeft == 1:
                return new FieldError("code", "wrong.code.lastTry");
            case CodeVerdict.Wrong:
                return new FieldError("code", "wrong.code", entered.TriesLeft.ToString(CultureInfo.InvariantCulture));
            default:
                return new FieldError("code", "wrong.code.ended");
        }
    }

    /// <summary>Takes the names of whoever is signed in; what is wrong with them comes back.</summary>
    public async Task<FormState> NameAsync(PageRequest page, string email)
    {
        var (first, last) = (page.Form["firstName"], page.Form["lastName"]);
        var taken = await grains.User(email).GiveNames(first, last);
        if (!taken.IsRefused) return FormState.Empty;
        var values = new Dictionary<string, string> { ["firstName"] = first, ["lastName"] = last };
        var fields = taken.Refusal.Details is { Count: > 0 } details ? details.Keys : ["firstName"];
        return new FormState(values, [.. fields.Select(field => new FieldError(field, $"wrong.{field}"))]);
    }

    /// <summary>Forgets the address, so that another can be typed.</summary>
    public void Forget(PageRequest page) => CodeCookie.Delete(page, settings);

    /// <summary>Whether the last code was entered so lately that what matters may be done with it.</summary>
    public bool IsFresh(SignedIn signedIn) =>
        time.GetUtcNow() - signedIn.CodeAt <= TimeSpan.FromMinutes(settings.Users.StepUpMinutes);
}
