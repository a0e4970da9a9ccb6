using Dhmad.Domain;

namespace Dhmad.Storage;

/// <summary>Reading what columns keep as text.</summary>
public static class Column
{
    /// <summary>An enum as it is spelled on the wire.</summary>
    /// <exception cref="InvalidOperationException">The database holds a word that is none of its members.</exception>
    public static T Enum<T>(string word)
        where T : struct, Enum =>
        Spelling.TryRead<T>(word, out var value)
            ? value
            : throw new InvalidOperationException($"The database holds '{word}', which is no {typeof(T).Name}.");
}
