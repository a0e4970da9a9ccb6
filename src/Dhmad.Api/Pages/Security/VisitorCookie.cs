using System.Security.Cryptography;
using System.Text;
using Dhmad.Domain;
using Dhmad.Storage;
using Microsoft.AspNetCore.WebUtilities;

namespace Dhmad.Api.Pages.Security;

/// <summary>
/// Every visitor's cookie, guests' too: a random value that forms and sign-in codes are bound to. A form's token is
/// that value, sealed; only this deployment can make one, and it is worthless in any other browser.
/// </summary>
public sealed class VisitorCookie(DhmadSettings settings, IdSource ids, Sealer sealer)
{
    public const string Name = "dhmad_visitor";

    /// <summary>The form field that carries the token.</summary>
    public const string TokenField = "_csrf";

    private const string Purpose = "csrf";
    private const int Bytes = 32;
    private const int MaxTokenLength = 400;

    /// <summary>The visitor's value; one is made, and set, for whoever comes without.</summary>
    public string Read(HttpContext http)
    {
        if (http.Request.Cookies[Name] is { Length: Bytes * 2 } value && value.All(char.IsAsciiHexDigitLower))
            return value;
        if (http.Items.TryGetValue(Name, out var made)) return (string)made!;
        value = ids.NewHex(Bytes);
        http.Items[Name] = value;
        http.Response.Cookies.Append(Name, value, Options(settings, null));
        return value;
    }

    public string Token(string visitor) =>
        WebEncoders.Base64UrlEncode(sealer.Seal(Encoding.ASCII.GetBytes(visitor), Purpose));

    /// <summary>Whether a token was made by us for this visitor.</summary>
    public bool IsRight(string token, string visitor)
    {
        if (token.Length is 0 or > MaxTokenLength) return false;
        try
        {
            var opened = sealer.Open(WebEncoders.Base64UrlDecode(token), Purpose);
            return CryptographicOperations.FixedTimeEquals(opened, Encoding.ASCII.GetBytes(visitor));
        }
        catch (Exception malformed) when (malformed is FormatException or CryptographicException)
        {
            return false;
        }
    }

    /// <summary>
    /// What all our cookies have in common; without <paramref name="expires"/> the cookie ends with the browser.
    /// </summary>
    public static CookieOptions Options(DhmadSettings settings, DateTimeOffset? expires, string path = "/") => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = settings.PublicUrl.StartsWith("https:", StringComparison.OrdinalIgnoreCase),
        Expires = expires,
        Path = path,
        IsEssential = true,
    };
}
