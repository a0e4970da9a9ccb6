using System.Net;
using System.Text.RegularExpressions;
using Dhmad.Domain;

namespace Dhmad.Api.Settings;

/// <summary>
/// Reads <c>Dhmad:</c> from configuration; what is unknown, malformed or out of range ends in one sentence.
/// </summary>
public static partial class SettingsReader
{
    public const string Section = "Dhmad";

    private const string UrlsKey = "urls";
    private const string PublicUrlKey = $"{Section}:{nameof(DhmadSettings.PublicUrl)}";

    /// <exception cref="SettingsException">A setting cannot be used.</exception>
    public static DhmadSettings Read(IConfiguration configuration)
    {
        var settings = Bind(configuration.GetSection(Section));
        if (configuration[UrlsKey] is { Length: > 0 } urls && !AreListenable(urls))
            throw new SettingsException($"ASPNETCORE_URLS must be the URLs to listen on, which \"{urls}\" is not.");
        var publicUrl = configuration[PublicUrlKey] ?? UrlOfListener(configuration[UrlsKey]) ?? settings.PublicUrl;
        settings = settings with { PublicUrl = publicUrl.TrimEnd('/') };
        var whyNot = SettingsRules.WhyNot(settings, isPublicUrlSet: configuration[PublicUrlKey] is not null);
        return whyNot is null ? settings : throw new SettingsException(whyNot);
    }

    /// <summary>
    /// Where to listen: as ASP.NET Core is told, else where browsers are sent if that is plain http here.
    /// </summary>
    public static string UrlsOf(IConfiguration configuration, DhmadSettings settings)
    {
        if (configuration[UrlsKey] is { Length: > 0 } urls) return urls;
        var publicUrl = new Uri(settings.PublicUrl);
        return publicUrl is { Scheme: "http", IsLoopback: true }
            ? publicUrl.GetLeftPart(UriPartial.Authority)
            : new DhmadSettings().PublicUrl;
    }

    private static DhmadSettings Bind(IConfigurationSection section)
    {
        try
        {
            var bound = section.Get<DhmadSettings>(options => options.ErrorOnUnknownConfiguration = true);
            return bound ?? new DhmadSettings();
        }
        catch (InvalidOperationException failure)
        {
            throw new SettingsException(Sentence(failure.Message), failure);
        }
    }

    /// <summary>The binder speaks of itself where a name is unknown; otherwise it names setting and value.</summary>
    private static string Sentence(string message)
    {
        var unknown = UnknownNames().Match(message);
        return unknown.Success
            ? $"Settings that are not known under {Section}: {unknown.Groups[1].Value}."
            : message.ReplaceLineEndings(" ");
    }

    private static bool AreListenable(string urls)
    {
        try
        {
            return Split(urls).Select(BindingAddress.Parse).All(url => url.Port is >= 0 and <= IPEndPoint.MaxPort);
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static string[] Split(string urls) =>
        urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string? UrlOfListener(string? urls)
    {
        string[] everywhere = ["://*", "://+", "://0.0.0.0", "://[::]"];
        var first = urls is null ? null : Split(urls).FirstOrDefault();
        return first is null
            ? null
            : everywhere.Aggregate(first, (url, host) => url.Replace(host, "://localhost", StringComparison.Ordinal));
    }

    [GeneratedRegex("not found on the instance of [^:]*: (.*)$", RegexOptions.Singleline)]
    private static partial Regex UnknownNames();
}
