using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Dhmad.Domain;
using Dhmad.Domain.Accounts;

namespace Dhmad.Api.Http;

/// <summary>
/// The fields of a JSON object. Each call reads one; what is absent or bad gives null (or an empty value where it is
/// required) and is noted, so that <see cref="Refusal"/> names every bad field at once. Types are never converted.
/// </summary>
public sealed class Fields(IReadOnlyDictionary<string, JsonElement> members, FieldProblems problems, string prefix = "")
{
    /// <summary>How many items a list of words can have.</summary>
    public const int MaxListedItems = 100;

    /// <summary><c>VALIDATION_FAILED</c> with every bad field read so far, or null.</summary>
    public Refusal? Refusal => problems.ToRefusal();

    /// <summary>Whether the field is there and not null.</summary>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>Whether the field is there and null, for the few places where null is a value.</summary>
    public bool IsNull(string name) =>
        members.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.Null;

    /// <summary>Notes a field as bad; the text completes a sentence that starts with its name.</summary>
    public void Bad(string name, string why) => problems.Add(prefix + name, why);

    /// <summary>Trimmed text; limits count UTF-16 code units.</summary>
    public string? Text(string name, int min, int max, bool singleLine = false)
    {
        if (Find(name, JsonValueKind.String, "a string") is not { } json) return null;
        if (TryText(json, min, max, singleLine, out var text, out var why)) return text;
        Bad(name, why);
        return null;
    }

    public string RequiredText(string name, int min, int max, bool singleLine = false) =>
        Required(name, Text(name, min, max, singleLine)) ?? "";

    /// <summary>A password: as it was sent, not trimmed.</summary>
    public string RequiredSecret(string name, int max)
    {
        if (Required(name, Find(name, JsonValueKind.String, "a string")) is not { } json) return "";
        var isFine = Json.TextOf(json) is { Length: > 0 } text && text.Length <= max && PlainText.IsValidUnicode(text);
        if (isFine) return Json.TextOf(json)!;
        Bad(name, $"must be 1 to {max} characters of valid Unicode");
        return "";
    }

    /// <summary>An e-mail in its one form: trimmed, ASCII, lower case.</summary>
    public string? Email(string name)
    {
        if (Find(name, JsonValueKind.String, "a string") is not { } json) return null;
        if (EmailAddress.TryRead(Json.TextOf(json), out var email)) return email;
        Bad(name, "must be an e-mail address");
        return null;
    }

    public string RequiredEmail(string name) => Required(name, Email(name)) ?? "";

    public int? Integer(string name, int min, int max) => (int?)Long(name, min, max);

    /// <summary>The same in a range that may end at 15 digits; larger numbers are not read exactly.</summary>
    public long? Long(string name, long min, long max)
    {
        if (Find(name, JsonValueKind.Number, "an integer") is not { } json) return null;
        var number = Json.NumberOf(json);
        if (number.IsInteger && number.Value >= min && number.Value <= max) return (long)number.Value;
        Bad(name, number.IsInteger ? $"must be from {min} to {max}" : "must be an integer");
        return null;
    }

    public int RequiredInteger(string name, int min, int max) => Required(name, Integer(name, min, max)) ?? min;

    /// <summary>A number in a range, both ends allowed, with at most so many decimals.</summary>
    public decimal? Number(string name, decimal min, decimal max, int maxDecimals)
    {
        if (Find(name, JsonValueKind.Number, "a number") is not { } json) return null;
        var number = Json.NumberOf(json);
        var inRange = number.Value >= min && number.Value <= max;
        if (!inRange) Bad(name, FormattableString.Invariant($"must be from {min} to {max}"));
        else if (number.Decimals > maxDecimals) Bad(name, $"must have at most {maxDecimals} decimals");
        else return number.Value;
        return null;
    }

    /// <summary>An amount of money in major units: above 0, at most <paramref name="max"/>.</summary>
    public decimal? Amount(string name, decimal max, int maxDecimals)
    {
        if (Find(name, JsonValueKind.Number, "a number") is not { } json) return null;
        var number = Json.NumberOf(json);
        if (number.Value <= 0) Bad(name, "must be greater than 0");
        else if (number.Value > max) Bad(name, FormattableString.Invariant($"must be at most {max:#,0}"));
        else if (number.Decimals > maxDecimals) Bad(name, $"must have at most {maxDecimals} decimals");
        else return number.Value;
        return null;
    }

    public decimal RequiredAmount(string name, decimal max, int maxDecimals) =>
        Required(name, Amount(name, max, maxDecimals)) ?? 0;

    public bool? Flag(string name)
    {
        if (Find(name) is not { } json) return null;
        if (json.ValueKind is JsonValueKind.True or JsonValueKind.False) return json.GetBoolean();
        Bad(name, "must be true or false");
        return null;
    }

    /// <summary>One of a list of words, written exactly so.</summary>
    public string? OneOf(string name, IReadOnlyCollection<string> words)
    {
        if (Find(name, JsonValueKind.String, "a string") is not { } json) return null;
        return Word(name, json, words);
    }

    public string RequiredOneOf(string name, IReadOnlyCollection<string> words) =>
        Required(name, OneOf(name, words)) ?? "";

    /// <summary>An enum member in its wire spelling.</summary>
    /// <param name="allowed">Which members; all when null.</param>
    public T? Choice<T>(string name, IReadOnlyCollection<T>? allowed = null)
        where T : struct, Enum
    {
        var words = (allowed ?? Enum.GetValues<T>()).Select(Spelling.Of).ToArray();
        return OneOf(name, words) is { } word && Spelling.TryRead<T>(word, out var value) ? value : null;
    }

    public T RequiredChoice<T>(string name, IReadOnlyCollection<T>? allowed = null)
        where T : struct, Enum => Required(name, Choice(name, allowed)) ?? default;

    /// <summary>An ISO 8601 instant with an offset.</summary>
    public DateTimeOffset? Instant(string name)
    {
        if (Find(name, JsonValueKind.String, "a string") is not { } json) return null;
        if (Domain.Instant.TryRead(Json.TextOf(json), out var moment)) return moment;
        Bad(name, "must be an ISO 8601 date and time with an offset");
        return null;
    }

    /// <summary>The fields of an object in this one; bad ones are noted as <c>name.field</c>.</summary>
    public Fields? Object(string name) => Find(name, JsonValueKind.Object, "an object") is { } json
        ? new Fields(Json.Members(json), problems, $"{prefix}{name}.")
        : null;

    /// <summary>
    /// A list of strings as they are, for the domain to judge; bad items are noted as <c>name[1]</c>.
    /// </summary>
    /// <param name="whyNot">
    /// Why an item is bad all the same, as the end of a sentence that starts with its path.
    /// </param>
    public IReadOnlyList<string>? Strings(
        string name, int minItems, int maxItems, int maxLength, Func<string, string?>? whyNot = null)
    {
        if (Items(name, minItems, maxItems) is not { } items) return null;
        var texts = new List<string>(items.Length);
        for (var index = 0; index < items.Length; index++)
        {
            if (items[index].ValueKind != JsonValueKind.String) Bad($"{name}[{index}]", "must be a string");
            else if (!TryText(items[index], 1, maxLength, singleLine: true, out var text, out var why))
                Bad($"{name}[{index}]", why);
            else if (whyNot?.Invoke(text) is { } reason) Bad($"{name}[{index}]", reason);
            else texts.Add(text);
        }

        return texts;
    }

    /// <summary>A list of words out of a list, each once; bad items are noted as <c>name[1]</c>.</summary>
    public IReadOnlyList<string>? Words(string name, IReadOnlyCollection<string> words, int minItems = 1)
    {
        if (Items(name, minItems, MaxListedItems) is not { } items) return null;
        var found = new List<string>(items.Length);
        for (var index = 0; index < items.Length; index++)
        {
            var path = $"{name}[{index}]";
            if (items[index].ValueKind != JsonValueKind.String) Bad(path, "must be a string");
            else if (Word(path, items[index], words) is not { } word) continue;
            else if (found.Contains(word)) Bad(path, "is there twice");
            else found.Add(word);
        }

        return found;
    }

    /// <summary>An object of strings, such as metadata.</summary>
    public IReadOnlyDictionary<string, string>? Texts(string name, int maxKeys, int maxKeyLength, int maxValueLength)
    {
        if (Find(name, JsonValueKind.Object, "an object") is not { } json) return null;
        if (json.EnumerateObject().Any(member => Json.NameOf(member) is null)) Bad(name, "must be valid Unicode");
        var texts = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in Json.Members(json))
        {
            var path = $"{name}.{key}";
            if (!IsKey(key, maxKeyLength)) Bad(name, $"must have keys of 1 to {maxKeyLength} characters");
            else if (value.ValueKind != JsonValueKind.String) Bad(path, "must be a string");
            else if (TryText(value, 0, maxValueLength, singleLine: false, out var text, out var why)) texts[key] = text;
            else Bad(path, why);
        }

        if (texts.Count > maxKeys) Bad(name, $"must have at most {maxKeys} keys");
        return texts;
    }

    private static bool IsKey(string key, int maxLength) =>
        PlainText.TryRead(key, 1, maxLength, singleLine: true, out var text, out _) && text == key;

    private static bool TryText(
        JsonElement json, int min, int max, bool singleLine, out string text, [NotNullWhen(false)] out string? why)
    {
        if (Json.TextOf(json) is { } raw) return PlainText.TryRead(raw, min, max, singleLine, out text, out why);
        text = "";
        why = "must be valid Unicode";
        return false;
    }

    private string? Word(string path, JsonElement json, IReadOnlyCollection<string> words)
    {
        var text = Json.TextOf(json);
        if (text is not null && words.Contains(text)) return text;
        Bad(path, $"must be one of {string.Join(", ", words)}");
        return null;
    }

    private JsonElement[]? Items(string name, int min, int max)
    {
        if (Find(name, JsonValueKind.Array, "a list") is not { } json) return null;
        var count = json.GetArrayLength();
        if (count >= min && count <= max) return [.. json.EnumerateArray()];
        Bad(name, count < min ? $"must have at least {min} items" : $"must have at most {max} items");
        return null;
    }

    private T? Required<T>(string name, T? value)
    {
        if (!Has(name)) Bad(name, "is required");
        return value;
    }

    private JsonElement? Find(string name) =>
        members.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private JsonElement? Find(string name, JsonValueKind kind, string expected)
    {
        if (Find(name) is not { } value) return null;
        if (value.ValueKind == kind) return value;
        Bad(name, $"must be {expected}");
        return null;
    }
}
