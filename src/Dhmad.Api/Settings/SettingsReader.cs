using System.Net;
using Dhmad.Domain;

namespace Dhmad.Api.Settings;

/// <summary>
/// Reads <c>Dhmad:</c> from configuration; what is unknown, malformed or out of range ends in one sentence.
/// </summary>
public static class SettingsReader
{
    public const string Section = "Dhmad";

    private const string UrlsKey = "urls";
    private const string PublicUrlKey = $"{Section}:{nameof(DhmadSettings.PublicUrl)}";

    /// <summary>What a process needs that serves, or seeds what others serve.</summary>
    /// <exception cref="SettingsException">A setting cannot be used.</exception>
    public static DhmadSettings Read(IConfiguration configuration)
    {
        var settings = Bind(configuration.GetSection(Section));
        CheckUrls(configuration[UrlsKey]);
        Check(LogRules.WhyNot(configuration));
        var publicUrl = configuration[PublicUrlKey] ?? UrlOfListener(configuration[UrlsKey]) ?? settings.PublicUrl;
        settings = settings with { PublicUrl = publicUrl.TrimEnd('/') };
        Check(SettingsRules.WhyNot(settings, isPublicUrlSet: configuration[PublicUrlKey] is not null));
        return settings;
    }

    /// <summary>
    /// For commands that use the database and nothing else: what only servers need may be missing. What is there must
    /// still be known and well formed, so that a mistyped name does not lead to another database.
    /// </summary>
    /// <exception cref="SettingsException">The database cannot be used, or a setting is malformed.</exception>
    public static DhmadSettings ReadForDatabase(IConfiguration configuration)
    {
        var settings = Bind(configuration.GetSection(Section));
        Check(SettingsRules.WhyNotDatabase(settings));
        return settings;
    }

    /// <summary>Where the server of this machine listens, whatever else is set.</summary>
    /// <exception cref="SettingsException">It is told to listen where nothing can.</exception>
    public static string ListenersOf(IConfiguration configuration)
    {
        CheckUrls(configuration[UrlsKey]);
        return UrlsOf(configuration, configuration[PublicUrlKey]);
    }

    /// <summary>
    /// Where to listen: as ASP.NET Core is told, else where browsers are sent if that is plain http here.
    /// </summary>
    public static string UrlsOf(IConfiguration configuration, DhmadSettings settings) =>
        UrlsOf(configuration, settings.PublicUrl);

    private static string UrlsOf(IConfiguration configuration, string? publicUrl)
    {
        if (configuration[UrlsKey] is { Length: > 0 } urls) return urls;
        var isHere = Uri.TryCreate(publicUrl, UriKind.Absolute, out var url)
            && url is { Scheme: "http", IsLoopback: true };
        return isHere ? url!.GetLeftPart(UriPartial.Authority) : new DhmadSettings().PublicUrl;
    }

    private static void Check(string? whyNot)
    {
        if (whyNot is not null) throw new SettingsException(whyNot);
    }

    private static DhmadSettings Bind(IConfigurationSection section)
    {
        Check(WhyNotWord<DeploymentEnvironment>(section, nameof(DhmadSettings.Environment)));
        Check(WhyNotWord<NodeRole>(section, $"{nameof(DhmadSettings.Cluster)}:{nameof(ClusterSettings.Role)}"));
        try
        {
            var bound = section.Get<DhmadSettings>(options => options.ErrorOnUnknownConfiguration = true);
            return bound ?? new DhmadSettings();
        }
        catch (InvalidOperationException failure)
        {
            throw new SettingsException(BinderWords.Sentence(failure.Message), failure);
        }
    }

    /// <summary>The binder also takes numbers and lists for words, whatever they would mean.</summary>
    private static string? WhyNotWord<T>(IConfigurationSection section, string key)
        where T : struct, Enum
    {
        var words = Enum.GetNames<T>();
        return section[key] is not { } word || words.Contains(word, StringComparer.OrdinalIgnoreCase)
            ? null
            : $"{Section}:{key} must be {string.Join(" or ", words).ToLowerInvariant()}, not \"{word}\".";
    }

    private static void CheckUrls(string? urls)
    {
        if (string.IsNullOrEmpty(urls) || Split(urls).All(IsListenable)) return;
        throw new SettingsException($"ASPNETCORE_URLS must be URLs to listen on, without a path, not \"{urls}\".");
    }

    private static bool IsListenable(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            return address.Port is >= 0 and <= IPEndPoint.MaxPort && address.PathBase.Length == 0;
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
}
