using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;
using Dhmad.Domain;

namespace Dhmad.Api.Http;

/// <summary>
/// Reads JSON from outside: UTF-8, one object, of bounded depth. Writing is <see cref="JsonText"/>'s.
/// </summary>
public static class Json
{
    public const int MaxDepth = 32;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MaxDepth };

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>The members of a body; none for an empty body. Refused with <c>MALFORMED_JSON</c>.</summary>
    public static Result<OrderedDictionary<string, JsonElement>> ReadObject(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty) return new OrderedDictionary<string, JsonElement>();
        if (!Utf8.IsValid(utf8)) return Malformed("The body is not valid UTF-8.");
        if (utf8.StartsWith(ByteOrderMark)) utf8 = utf8[ByteOrderMark.Length..];
        try
        {
            var root = JsonElement.Parse(utf8, Options);
            if (root.ValueKind != JsonValueKind.Object) return Malformed("The body must be a JSON object.");
            return Members(root);
        }
        catch (JsonException failure)
        {
            var line = (failure.LineNumber ?? 0) + 1;
            var position = (failure.BytePositionInLine ?? 0) + 1;
            return Malformed($"Not valid JSON at line {line}, byte {position}, or more than {MaxDepth} levels deep.");
        }
    }

    /// <summary>
    /// The members of an object; of a repeated key the last. Names that are not Unicode cannot be ours.
    /// </summary>
    public static OrderedDictionary<string, JsonElement> Members(JsonElement json)
    {
        var members = new OrderedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in json.EnumerateObject())
        {
            if (NameOf(member) is { } name) members[name] = member.Value;
        }

        return members;
    }

    /// <summary>A member's name, or null when an escape leaves half a surrogate pair.</summary>
    public static string? NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A string's text, or null when an escape leaves half a surrogate pair.</summary>
    public static string? TextOf(JsonElement text)
    {
        try
        {
            return text.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A number exactly as it was written.</summary>
    public static ExactNumber NumberOf(JsonElement number) => ExactNumber.Read(JsonMarshal.GetRawUtf8Value(number));

    private static Refusal Malformed(string why) => new(
        "MALFORMED_JSON", "The request body could not be read.", new Dictionary<string, string> { ["body"] = why });
}
