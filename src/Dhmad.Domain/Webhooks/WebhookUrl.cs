using System.Net;

namespace Dhmad.Domain.Webhooks;

/// <summary>Which URLs may be an endpoint.</summary>
public static class WebhookUrl
{
    /// <summary>Null if the URL may be an endpoint here.</summary>
    /// <param name="privateAddresses">Whether loopback, private and unique-local addresses may be called.</param>
    public static Refusal? Judge(string? text, DeploymentEnvironment environment, bool privateAddresses)
    {
        if (!StrictUrl.TryRead(text, out var url, out var why))
            return new Refusal("WEBHOOK_URL_INVALID", $"url {why}.");
        if (url.Scheme is not ("https" or "http"))
            return new Refusal("WEBHOOK_URL_INVALID", "url must be an http or https URL.");
        if (url.Scheme == "http" && environment == DeploymentEnvironment.Live)
            return new Refusal("WEBHOOK_URL_MUST_BE_HTTPS", "Only HTTPS URLs are allowed in production.");
        return IsPlainlyRefused(url.Host, privateAddresses)
            ? new Refusal("WEBHOOK_URL_NOT_PUBLIC", "url must lead to a public address.")
            : null;
    }

    /// <summary>An accepted URL in the form in which it is called: escaped, with its host as an A-label.</summary>
    public static Uri ToUri(string text) =>
        StrictUrl.TryRead(text, out var url, out var why)
            ? new Uri(url.ToUri())
            : throw new ArgumentException($"An endpoint URL that was never accepted {why}.", nameof(text));

    // Names are judged when they are resolved, at connect time; this only spares the developer the wait.
    private static bool IsPlainlyRefused(string host, bool privateAddresses)
    {
        if (IPAddress.TryParse(host.AsSpan().Trim("[]"), out var address))
            return !PublicAddress.MayBeCalled(address, privateAddresses);
        return !privateAddresses
            && (host == "localhost" || host.EndsWith(".localhost", StringComparison.Ordinal));
    }
}
