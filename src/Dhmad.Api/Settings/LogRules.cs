namespace Dhmad.Api.Settings;

/// <summary>Which levels of logging are such, under <c>Logging:</c> or under one of its outputs.</summary>
internal static class LogRules
{
    private const string Section = "Logging";
    private const string Levels = "LogLevel";

    /// <summary>What is wrong, as one sentence; null when nothing is.</summary>
    public static string? WhyNot(IConfiguration configuration)
    {
        var logging = configuration.GetSection(Section);
        return logging.GetChildren().Select(output => output.GetSection(Levels)).Prepend(logging.GetSection(Levels))
            .SelectMany(levels => levels.GetChildren())
            .Select(WhyNotLevel)
            .FirstOrDefault(whyNot => whyNot is not null);
    }

    private static string? WhyNotLevel(IConfigurationSection level)
    {
        var words = Enum.GetNames<LogLevel>();
        return string.IsNullOrEmpty(level.Value) || words.Contains(level.Value, StringComparer.OrdinalIgnoreCase)
            ? null
            : $"{level.Path} must be one of {string.Join(", ", words)}, not \"{level.Value}\".";
    }
}
