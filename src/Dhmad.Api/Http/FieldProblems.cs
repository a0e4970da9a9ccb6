using Dhmad.Domain;

namespace Dhmad.Api.Http;

/// <summary>The bad fields of one request, all reported together.</summary>
public sealed class FieldProblems
{
    /// <summary>How many are reported; the others are bad all the same.</summary>
    public const int MaxReported = 50;

    private readonly OrderedDictionary<string, string> details = new(StringComparer.Ordinal);

    /// <summary>Notes why a field is bad; the first reason stays.</summary>
    public void Add(string path, string text)
    {
        if (details.Count < MaxReported) details.TryAdd(path, text);
    }

    /// <summary>Takes over what the domain found wrong.</summary>
    public void Add(IReadOnlyDictionary<string, string>? found)
    {
        foreach (var (path, text) in found ?? new Dictionary<string, string>()) Add(path, text);
    }

    /// <summary><c>VALIDATION_FAILED</c>, or null when every field is fine.</summary>
    public Refusal? ToRefusal() => details.Count == 0
        ? null
        : new Refusal("VALIDATION_FAILED", "Some fields are missing or not valid: see details.", details);
}
