using Dhmad.Domain;
using Dhmad.Domain.Accounts;
using Dhmad.Grains.Accounts;

namespace Dhmad.Api.Pages.Security;

/// <summary>
/// The cookie of a signed-in user: an opaque value of which only the hash is kept, new at every sign-in.
/// </summary>
public sealed class UserCookie(DhmadSettings settings, IGrainFactory grains)
{
    public const string Name = "dhmad_user";

    private const int MaxLength = 200;

    /// <summary>The value the browser sent, if it can be one of ours.</summary>
    public static string? Value(HttpContext http) =>
        http.Request.Cookies[Name] is { Length: > 0 and <= MaxLength } value ? value : null;

    /// <summary>Who is signed in; being seen prolongs it, in the browser too.</summary>
    public async Task<SignedIn?> AuthenticateAsync(HttpContext http)
    {
        if (Value(http) is not { } value) return null;
        var signedIn = await grains.SignIn(SecretToken.Hash(value)).Authenticate();
        if (signedIn is null) Delete(http);
        else Set(http, value, signedIn.EndsAt);
        return signedIn;
    }

    public void Set(HttpContext http, string value, DateTimeOffset endsAt) =>
        http.Response.Cookies.Append(Name, value, VisitorCookie.Options(settings, endsAt));

    public async Task EndAsync(HttpContext http)
    {
        if (Value(http) is { } value) await grains.SignIn(SecretToken.Hash(value)).End();
        Delete(http);
    }

    private void Delete(HttpContext http) => http.Response.Cookies.Delete(Name, VisitorCookie.Options(settings, null));
}
