using System.Collections;
using System.Globalization;
using System.Reflection;
using Dhmad.Domain;

namespace Dhmad.House.Tests.Deployment;

/// <summary>Every setting that the code has, by its key, with its default as an operator would write it.</summary>
internal static class Settings
{
    /// <summary>What stands for a default that is nothing.</summary>
    public const string None = "none";

    public static IReadOnlyDictionary<string, string> Defaults { get; } =
        Of("Dhmad", new DhmadSettings()).ToDictionary(setting => setting.Key, setting => setting.Default);

    /// <summary>Whether an environment variable such as <c>Dhmad__TrustedProxies__0</c> sets one of them.</summary>
    public static bool HasVariable(string name)
    {
        var parts = name.Split("__");
        var isItem = int.TryParse(parts[^1], CultureInfo.InvariantCulture, out _);
        var key = string.Join(':', isItem ? parts[..^1] : parts);
        return Defaults.ContainsKey(key) && isItem == Lists.Contains(key);
    }

    private static HashSet<string> Lists { get; } = ["Dhmad:TrustedProxies", "Dhmad:Payments:Rails"];

    private static IEnumerable<(string Key, string Default)> Of(string prefix, object room) =>
        from property in room.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
        where property.CanWrite
        from setting in property.PropertyType.Name.EndsWith("Settings", StringComparison.Ordinal)
            ? Of($"{prefix}:{property.Name}", property.GetValue(room)!)
            : [($"{prefix}:{property.Name}", Text(property.GetValue(room)))]
        select setting;

    private static string Text(object? value) => value switch
    {
        null => None,
        bool flag => flag ? "true" : "false",
        Enum word => word.ToString().ToLowerInvariant(),
        string text => text,
        IEnumerable list => list.Cast<object>().Any() ? throw new InvalidOperationException("A list's default?") : None,
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
