using System.Collections.Immutable;

namespace Orleans.Runtime;

/// <summary>Values that travel with a call to the grains it reaches, and not back.</summary>
public static class RequestContext
{
    private static readonly AsyncLocal<ImmutableDictionary<string, object>?> Values = new();

    /// <summary>The value under this key, or null.</summary>
    public static object? Get(string key) => Values.Value?.GetValueOrDefault(key);

    /// <summary>Sets a value for the calls made from here on.</summary>
    public static void Set(string key, object value) =>
        Values.Value = (Values.Value ?? ImmutableDictionary<string, object>.Empty).SetItem(key, value);

    /// <summary>Removes a value; says whether there was one.</summary>
    public static bool Remove(string key)
    {
        var before = Values.Value;
        if (before is null || !before.ContainsKey(key)) return false;
        Values.Value = before.Remove(key);
        return true;
    }

    /// <summary>Removes all values.</summary>
    public static void Clear() => Values.Value = null;
}
