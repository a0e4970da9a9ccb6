using System.Net;
using System.Text.RegularExpressions;
using Dhmad.Domain;
using Dhmad.Domain.Ledger;
using Dhmad.Silo;

namespace Dhmad.Api.Settings;

/// <summary>Which values of settings make sense, alone and together.</summary>
public static partial class SettingsRules
{
    private const int SecretKeyBytes = 32;
    private const decimal MaxPlatformPercent = 50;
    private const int MinTokenLength = 16;
    private const int MaxDays = 3650;
    private const int MaxCount = 10_000_000;
    private const int MaxDrainSeconds = 300;
    private const int MaxSilenceSeconds = 60;
    private static readonly IPAddress[] NobodysAddresses = [IPAddress.Any, IPAddress.IPv6Any, IPAddress.Broadcast];
    private const int MinStandbySilence = 500;
    private const int MaxStandbySilence = 60_000;

    private static readonly string[] Languages = ["en", "fr", "ar"];
    private static readonly string[] LiveRails = ["wallet", "manual_transfer"];

    /// <summary>What is wrong, as one sentence; null when the deployment can start with these.</summary>
    public static string? WhyNot(DhmadSettings settings, bool isPublicUrlSet) =>
        WhyNotPublicUrl(settings, isPublicUrlSet)
        ?? WhyNotSecretKey(settings)
        ?? WhyNotDatabase(settings)
        ?? WhyNotPeople(settings)
        ?? WhyNotMoney(settings)
        ?? WhyNotNumbers(settings)
        ?? WhyNotTelemetry(settings.Telemetry)
        ?? WhyNotCluster(settings.Cluster)
        ?? GrainHost.WhyNot(settings);

    private static string? WhyNotPublicUrl(DhmadSettings settings, bool isSet)
    {
        if (!Uri.TryCreate(settings.PublicUrl, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            return $"Dhmad:PublicUrl must be an absolute http or https URL, not \"{settings.PublicUrl}\".";
        if (url.Query.Length > 0 || url.Fragment.Length > 0 || url.UserInfo.Length > 0)
            return "Dhmad:PublicUrl must have no query, fragment or user info.";
        if (settings.IsSandbox) return null;
        return isSet && url.Scheme == "https" ? null : "Dhmad:PublicUrl is required in live and must use https.";
    }

    private static string? WhyNotSecretKey(DhmadSettings settings)
    {
        if (string.IsNullOrEmpty(settings.SecretKey))
            return settings.IsSandbox ? null : "Dhmad:SecretKey is required in live: 32 random bytes in base64.";
        var bytes = new byte[SecretKeyBytes];
        return Convert.TryFromBase64String(settings.SecretKey, bytes, out var length) && length == SecretKeyBytes
            ? null
            : "Dhmad:SecretKey must be 32 bytes in base64.";
    }

    /// <summary>What is wrong with the database's setting alone; null when nothing is.</summary>
    public static string? WhyNotDatabase(DhmadSettings settings)
    {
        if (string.IsNullOrWhiteSpace(settings.Database))
            return "Dhmad:Database must name a SQLite file or be a PostgreSQL connection string.";
        if (!settings.IsPostgres && PartOfConnection().IsMatch(settings.Database))
            return "Dhmad:Database must name a SQLite file, or have the Host of a PostgreSQL server "
                + "if it is a connection string.";
        if (!settings.IsPostgres && Directory.Exists(settings.Database))
            return $"Dhmad:Database must name a file, and {settings.Database} is a folder.";
        return settings.Database.StartsWith("postgres", StringComparison.OrdinalIgnoreCase)
            && settings.Database.Contains("://", StringComparison.Ordinal)
            ? "Dhmad:Database must be written as Host=...;Database=...;Username=...;Password=..., not as an address."
            : GrainHost.WhyNotDatabase(settings);
    }

    private static string? WhyNotPeople(DhmadSettings settings)
    {
        if (!Languages.Contains(settings.DefaultLanguage)) return "Dhmad:DefaultLanguage must be en, fr or ar.";
        var bad = settings.TrustedProxies.FirstOrDefault(proxy => !IPAddress.TryParse(proxy, out _));
        return bad is null ? null : $"Dhmad:TrustedProxies must be IP addresses, which \"{bad}\" is not.";
    }

    private static string? WhyNotMoney(DhmadSettings settings)
    {
        var percent = settings.Fees.PlatformPercent;
        if (percent > MaxPlatformPercent || !Fees.TryToBasisPoints(percent, out _))
            return "Dhmad:Fees:PlatformPercent must be from 0 to 50 with up to two decimals.";
        string[] rails = settings.IsSandbox ? ["sandbox_card", .. LiveRails] : LiveRails;
        var unknown = settings.Payments.Rails?.FirstOrDefault(rail => !rails.Contains(rail));
        return unknown is null
            ? null
            : $"Dhmad:Payments:Rails can have {string.Join(", ", rails)} here, not \"{unknown}\".";
    }

    private static string? WhyNotNumbers(DhmadSettings settings)
    {
        var escrows = settings.Escrows;
        return
            Range("RateLimit:PerMinute", settings.RateLimit.PerMinute, 1, MaxCount)
            ?? Range("Escrows:PendingDays", escrows.PendingDays, 1, MaxDays)
            ?? Range("Escrows:CompletionDays", escrows.CompletionDays, 1, MaxDays)
            ?? Range("Escrows:ProofMinHours", escrows.ProofMinHours, 1, MaxDays)
            ?? Range("Escrows:ProofMaxHours", escrows.ProofMaxHours, escrows.ProofMinHours, MaxDays)
            ?? Range(
                "Escrows:ProofDefaultHours", escrows.ProofDefaultHours, escrows.ProofMinHours, escrows.ProofMaxHours)
            ?? Range("Escrows:ProofCorrectionRounds", escrows.ProofCorrectionRounds, 0, 100)
            ?? Range("Escrows:DailyLimitPerDeveloper", escrows.DailyLimitPerDeveloper, 0, MaxCount)
            ?? Range("Webhooks:MaxEndpoints", settings.Webhooks.MaxEndpoints, 1, 1000)
            ?? Range("Webhooks:DisableAfterDays", settings.Webhooks.DisableAfterDays, 1, MaxDays)
            ?? Range("Webhooks:LogDays", settings.Webhooks.LogDays, 1, MaxDays)
            ?? Range("Webhooks:ParallelPerEndpoint", settings.Webhooks.ParallelPerEndpoint, 1, 1000)
            ?? Range("Payments:DepositRetryHours", settings.Payments.DepositRetryHours, 1, MaxDays)
            ?? Range("Users:StepUpMinutes", settings.Users.StepUpMinutes, 1, 24 * 60);
    }

    private static string? WhyNotTelemetry(TelemetrySettings telemetry)
    {
        if (telemetry.OtlpEndpoint is { Length: > 0 } endpoint && !IsOtlpEndpoint(endpoint))
            return "Dhmad:Telemetry:OtlpEndpoint must be an http or https URL without query, fragment or user info, "
                + "such as http://localhost:4318.";
        if (telemetry.MetricsToken is not { Length: > 0 } token) return null;
        if (!telemetry.Metrics) return "Dhmad:Telemetry:MetricsToken is set, but Dhmad:Telemetry:Metrics is not true.";
        return token.Length >= MinTokenLength && token.All(char.IsAsciiLetterOrDigit)
            ? null
            : $"Dhmad:Telemetry:MetricsToken must be at least {MinTokenLength} letters and digits.";
    }

    private static bool IsOtlpEndpoint(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
        && url.Query.Length == 0 && url.Fragment.Length == 0 && url.UserInfo.Length == 0;

    private static string? WhyNotCluster(ClusterSettings cluster)
    {
        var isNamed = Name().IsMatch(cluster.ServiceId) && Name().IsMatch(cluster.ClusterId);
        if (!isNamed)
            return "Dhmad:Cluster:ServiceId and ClusterId must be 1 to 100 letters, digits, dots, dashes, underscores.";
        if (!IPAddress.TryParse(cluster.AdvertisedAddress, out var address) || NobodysAddresses.Contains(address))
            return "Dhmad:Cluster:AdvertisedAddress must be the IP address by which other nodes reach this one, "
                + $"not \"{cluster.AdvertisedAddress}\".";
        if (cluster.SiloPort == cluster.GatewayPort)
            return "Dhmad:Cluster:SiloPort and GatewayPort must be two ports.";
        return
            Range("Cluster:SiloPort", cluster.SiloPort, 1, IPEndPoint.MaxPort)
            ?? Range("Cluster:GatewayPort", cluster.GatewayPort, 1, IPEndPoint.MaxPort)
            ?? Range("Cluster:SilenceSeconds", cluster.SilenceSeconds, 2, MaxSilenceSeconds)
            ?? Range("Cluster:DrainSeconds", cluster.DrainSeconds, 0, MaxDrainSeconds)
            ?? Range(
                "Cluster:StandbySilenceMilliseconds",
                cluster.StandbySilenceMilliseconds,
                MinStandbySilence,
                MaxStandbySilence);
    }

    [GeneratedRegex(
        @"(^|;)\s*(Database|Username|User ID|Password|Port|Data Source|Filename)\s*=", RegexOptions.IgnoreCase)]
    private static partial Regex PartOfConnection();

    [GeneratedRegex(@"^[A-Za-z0-9._-]{1,100}\z")]
    private static partial Regex Name();

    private static string? Range(string name, int value, int min, int max) =>
        value >= min && value <= max ? null : $"Dhmad:{name} must be from {min} to {max}, not {value}.";
}
