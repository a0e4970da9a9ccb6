using System.Text.RegularExpressions;
using Dhmad.Domain;

namespace Dhmad.Api.Settings;

/// <summary>
/// What the configuration's binder says of names and values it cannot use, in the words of who sets them.
/// </summary>
internal static partial class BinderWords
{
    /// <summary>One sentence with the setting's whole name, and what its value must look like.</summary>
    public static string Sentence(string message)
    {
        var unknown = UnknownNames().Match(message);
        if (unknown.Success)
        {
            var (type, names) = (unknown.Groups["type"].Value, unknown.Groups["names"].Value);
            return $"Settings that are not known under {SectionOf(type)}: {names.TrimEnd('.')}.";
        }

        var unlike = UnlikeType().Match(message);
        if (!unlike.Success) return message.ReplaceLineEndings(" ");
        var (path, value) = (unlike.Groups["path"].Value, unlike.Groups["value"].Value);
        return $"{path} must be {Expected(unlike.Groups["of"].Value, path)}, not \"{value.ReplaceLineEndings(" ")}\".";
    }

    private static string SectionOf(string type)
    {
        var group = typeof(DhmadSettings).GetProperties().FirstOrDefault(one => one.PropertyType.FullName == type);
        return group is null ? SettingsReader.Section : $"{SettingsReader.Section}:{group.Name}";
    }

    private static string Expected(string type, string path) => type switch
    {
        _ when type.Contains("List`1", StringComparison.Ordinal) =>
            $"a list, whose first value is set as {path}:0 ({path.Replace(":", "__", StringComparison.Ordinal)}__0)",
        _ when type.Contains(nameof(Boolean), StringComparison.Ordinal) => "true or false",
        _ when type.Contains(nameof(Int32), StringComparison.Ordinal) => "a whole number",
        _ when type.Contains(nameof(Decimal), StringComparison.Ordinal) => "a number such as 2.5",
        _ => "a group of settings",
    };

    [GeneratedRegex("not found on the instance of (?<type>[^:]*): (?<names>.*)$", RegexOptions.Singleline)]
    private static partial Regex UnknownNames();

    [GeneratedRegex("value '(?<value>.*)' at '(?<path>[^']*)' to type '(?<of>.*)'", RegexOptions.Singleline)]
    private static partial Regex UnlikeType();
}
