using System.Data.Common;
using System.Text.RegularExpressions;
using Npgsql;

namespace Dhmad.Storage.Postgres;

/// <summary>Which word of a connection string cannot be read. Values are never told: one of them is the password.
/// </summary>
internal static partial class ConnectionWords
{
    /// <summary>The first such word, as the end of a sentence; empty when none is to blame.</summary>
    public static string WhyNot(string text)
    {
        try
        {
            var parts = new DbConnectionStringBuilder { ConnectionString = text };
            var secret = Secret().Match(text);
            var open = secret.Success ? text[..secret.Index] : text;
            return parts.Keys.Cast<string>().Select(word => WhyNot(word, parts[word], open))
                .FirstOrDefault(whyNot => whyNot is not null) ?? "";
        }
        catch (ArgumentException)
        {
            return ": it is not made of Keyword=value with semicolons between";
        }
    }

    /// <param name="open">
    /// The text before the password. One with a semicolon ends there, and what follows it looks like a keyword.
    /// </param>
    private static string? WhyNot(string word, object value, string open)
    {
        var known = new NpgsqlConnectionStringBuilder();
        if (!known.ContainsKey(word))
        {
            return open.Contains(word, StringComparison.OrdinalIgnoreCase)
                ? $": it knows no keyword \"{word}\""
                : ": it does not know all keywords";
        }

        try
        {
            known[word] = value;
            return null;
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or NotSupportedException)
        {
            return $": the value of \"{word}\" cannot be used";
        }
    }

    [GeneratedRegex("(password|pwd|psw)\\s*=", RegexOptions.IgnoreCase)]
    private static partial Regex Secret();
}
