using Dhmad.Domain;

namespace Dhmad.Api.Pages.Security;

/// <summary>Whether a form was posted from a page of ours, as far as the browser says.</summary>
public static class FormOrigin
{
    public static bool IsOurs(HttpRequest request, DhmadSettings settings)
    {
        var site = request.Headers["Sec-Fetch-Site"];
        if (site.Count > 0) return site == "same-origin";
        var origin = request.Headers.Origin;
        return origin.Count == 0
            || string.Equals(origin, OriginOf(settings.PublicUrl), StringComparison.OrdinalIgnoreCase)
            || string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }

    private static string OriginOf(string url) => new Uri(url).GetLeftPart(UriPartial.Authority);
}
