using Dhmad.Domain;
using Microsoft.Net.Http.Headers;

namespace Dhmad.Api.Pages.Security;

/// <summary>
/// The headers that keep a page to itself: nothing foreign loads in it, frames it, or learns where it was.
/// </summary>
public static class PageHeaders
{
    private const string OneYear = "max-age=31536000";

    private const string NoFeatures =
        "accelerometer=(), autoplay=(), bluetooth=(), camera=(), display-capture=(), encrypted-media=(), "
        + "fullscreen=(), geolocation=(), gyroscope=(), hid=(), idle-detection=(), local-fonts=(), magnetometer=(), "
        + "microphone=(), midi=(), payment=(), picture-in-picture=(), publickey-credentials-get=(), "
        + "screen-wake-lock=(), serial=(), storage-access=(), usb=(), web-share=(), window-management=(), "
        + "xr-spatial-tracking=()";

    public static void Apply(HttpResponse response, DhmadSettings settings)
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy = Policy(null);
        headers.XFrameOptions = "DENY";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = NoFeatures;
        headers["X-Robots-Tag"] = "noindex";
        headers.CacheControl = "no-store";
        if (!settings.IsSandbox) headers.StrictTransportSecurity = OneYear;
    }

    /// <summary>
    /// Lets a form's answer lead on to another origin: browsers hold redirects after a form to the same rule.
    /// </summary>
    public static void AllowReturnTo(HttpResponse response, string origin) =>
        response.Headers[HeaderNames.ContentSecurityPolicy] = Policy(origin);

    private static string Policy(string? origin) =>
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        + $"connect-src 'self'; form-action 'self'{(origin is null ? "" : " " + origin)}; base-uri 'none'; "
        + "frame-ancestors 'none'";
}
