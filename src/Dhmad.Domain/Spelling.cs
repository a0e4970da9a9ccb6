using System.Collections.Frozen;
using System.Text;

namespace Dhmad.Domain;

/// <summary>The wire spelling of enum members: snake_case, one word per thing.</summary>
public static class Spelling
{
    public static string Of<T>(T value)
        where T : struct, Enum => Table<T>.Spelled[value];

    public static bool TryRead<T>(string? text, out T value)
        where T : struct, Enum
    {
        value = default;
        return text is not null && Table<T>.Read.TryGetValue(text, out value);
    }

    public static IEnumerable<string> All<T>()
        where T : struct, Enum => Enum.GetValues<T>().Select(Of);

    private static string Snake(string name)
    {
        var text = new StringBuilder();
        foreach (var letter in name)
        {
            if (char.IsUpper(letter) && text.Length > 0) text.Append('_');
            text.Append(char.ToLowerInvariant(letter));
        }

        return text.ToString();
    }

    private static class Table<T>
        where T : struct, Enum
    {
        public static readonly FrozenDictionary<T, string> Spelled =
            Enum.GetValues<T>().ToFrozenDictionary(value => value, value => Snake(value.ToString()));

        public static readonly FrozenDictionary<string, T> Read =
            Spelled.ToFrozenDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);
    }
}
