using System.Security.Cryptography;
using System.Text;
using Dhmad.Api.Pages.Security;
using Dhmad.Domain;
using Dhmad.Domain.Accounts;
using Dhmad.Storage;
using Microsoft.AspNetCore.WebUtilities;

namespace Dhmad.Api.Pages.Accounts;

/// <summary>
/// Remembers in the browser which address a code was mailed to, so that the next page asks for the code. Sealed: on a
/// checkout page the visitor may not know the whole address.
/// </summary>
internal static class CodeCookie
{
    private const string Name = "dhmad_code";
    private const int MaxLength = 1000;

    public static string? Read(PageRequest page, Sealer sealer)
    {
        if (page.Http.Request.Cookies[Name] is not { Length: > 0 and <= MaxLength } value) return null;
        try
        {
            return Encoding.UTF8.GetString(sealer.Open(WebEncoders.Base64UrlDecode(value), Purpose(page)));
        }
        catch (Exception malformed) when (malformed is FormatException or CryptographicException)
        {
            return null;
        }
    }

    public static void Set(PageRequest page, Sealer sealer, DhmadSettings settings, string email, DateTimeOffset now) =>
        page.Http.Response.Cookies.Append(
            Name,
            WebEncoders.Base64UrlEncode(sealer.Seal(Encoding.UTF8.GetBytes(email), Purpose(page))),
            VisitorCookie.Options(settings, now + SignInCode.Lifetime));

    public static void Delete(PageRequest page, DhmadSettings settings) =>
        page.Http.Response.Cookies.Delete(Name, VisitorCookie.Options(settings, null));

    private static string Purpose(PageRequest page) => "code:" + page.Visitor;
}
