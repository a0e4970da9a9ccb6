namespace Dhmad.Domain.Checkout;

/// <summary>
/// Where a checkout session may send a browser afterwards: only to a place its developer listed. The session's URL
/// and the list are compared in one normal form, and what is sent to the browser is built from the same reading.
/// </summary>
public static class RedirectUrl
{
    /// <summary>
    /// Whether the text is an absolute URL of a length we take at all; if not, the request itself is invalid.
    /// </summary>
    public static bool IsAbsolute(string text) =>
        text.Length <= StrictUrl.MaxLength && StrictUrl.SchemeOf(text) is not null;

    /// <summary>
    /// Why a URL cannot stand in the allow-list, as the end of a sentence that starts with the field's name; null if
    /// it can.
    /// </summary>
    public static string? WhyNotListable(string? text, DeploymentEnvironment environment)
    {
        if (!StrictUrl.TryRead(text, out var url, out var why)) return why;
        if (!HasAllowedScheme(url, environment)) return HttpsRule(environment);
        return url.HasQuery ? "must not have a query" : null;
    }

    /// <summary>Judges a session's URL against its developer's allow-list; null if the browser may go there.</summary>
    public static Refusal? Judge(string text, IReadOnlyList<string> listed, DeploymentEnvironment environment)
    {
        if (listed.Count == 0)
            return new Refusal("NO_REDIRECT_URLS_CONFIGURED", "Set at least one redirect URL in the developer portal.");

        var isReadable = StrictUrl.TryRead(text, out var url, out var why);
        if (!(isReadable ? HasAllowedScheme(url!, environment) : MayHaveAllowedScheme(text, environment)))
            return new Refusal("REDIRECT_URL_MUST_BE_HTTPS", $"redirectUrl {HttpsRule(environment)}.");
        if (isReadable && listed.Any(entry => IsPlace(entry, url!.Place))) return null;

        var reason = isReadable ? "must be one of the allowed URLs" : why;
        return new Refusal("REDIRECT_URL_NOT_ALLOWED", $"redirectUrl {reason}. Allowed: {string.Join(", ", listed)}");
    }

    /// <summary>
    /// The address the browser is sent to: the URL and its query as given, then the session and its status
    /// (<c>completed</c>, <c>expired</c>, <c>cancelled</c> or <c>pending</c>).
    /// </summary>
    public static string Return(string text, Guid sessionId, string status)
    {
        var url = Accepted(text);
        return $"{url.ToUri()}{(url.HasQuery ? '&' : '?')}session_id={sessionId:D}&status={status}";
    }

    /// <summary>The origin of an accepted URL, for a page's Content-Security-Policy.</summary>
    public static string OriginOf(string text) => Accepted(text).Origin;

    private static StrictUrl Accepted(string text) =>
        StrictUrl.TryRead(text, out var url, out var why)
            ? url
            : throw new ArgumentException($"A redirect URL that was never accepted {why}.", nameof(text));

    private static bool IsPlace(string entry, string place) =>
        StrictUrl.TryRead(entry, out var listed, out _) && listed.Place == place;

    private static bool HasAllowedScheme(StrictUrl url, DeploymentEnvironment environment) => url.Scheme switch
    {
        "https" => true,
        "http" => url.Host == "localhost" || (environment == DeploymentEnvironment.Sandbox && url.IsLoopbackHost),
        _ => false,
    };

    // Only chooses the clearer of two refusals: the URL is refused in any case.
    private static bool MayHaveAllowedScheme(string text, DeploymentEnvironment environment)
    {
        var scheme = StrictUrl.SchemeOf(text);
        if (scheme != "http") return scheme == "https";
        var authority = text.AsSpan(scheme.Length).TrimStart(':').TrimStart('/');
        var end = authority.IndexOfAny("/?#\\");
        if (end >= 0) authority = authority[..end];
        authority = authority[(authority.LastIndexOf('@') + 1)..];
        return StrictUrl.TryRead($"http://{authority}/", out var host, out _) && HasAllowedScheme(host, environment);
    }

    private static string HttpsRule(DeploymentEnvironment environment) =>
        environment == DeploymentEnvironment.Sandbox
            ? "must use https, or http on localhost, 127.0.0.1 or [::1]"
            : "must use https, or http on localhost";
}
