using System.Text.RegularExpressions;

namespace Dhmad.Api.Tests.Kit;

/// <summary>
/// The OpenAPI document as a judge: an answer under a served path must have a documented status, an error a documented
/// code, and a success the documented body, to the last key.
/// </summary>
public sealed class Documented
{
    private static readonly string[] OutsideRoutes = ["ROUTE_NOT_FOUND", "METHOD_NOT_ALLOWED"];

    private readonly JsonElement _document;
    private readonly List<(string Method, Regex Path, JsonElement Operation)> _operations = [];

    private Documented(JsonElement document)
    {
        _document = document;
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            var pattern = new Regex($"^{Regex.Replace(path.Name, @"\{\w+\}", "[^/]*")}$", RegexOptions.IgnoreCase);
            foreach (var operation in path.Value.EnumerateObject())
                _operations.Add((operation.Name.ToUpperInvariant(), pattern, operation.Value));
        }
    }

    public static Documented Read(byte[] document) => new(JsonElement.Parse(document));

    public IEnumerable<string> Operations =>
        from path in _document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        select $"{operation.Name.ToUpperInvariant()} {path.Name}";

    /// <summary>The names of the fields that the body of a call can have.</summary>
    public IEnumerable<string> FieldsOf(string call)
    {
        var operation = _document.GetProperty("paths").GetProperty(call.Split(' ')[1])
            .GetProperty(call.Split(' ')[0].ToLowerInvariant());
        if (!operation.TryGetProperty("requestBody", out var body)) return [];
        var schema = body.GetProperty("content").GetProperty("application/json").GetProperty("schema");
        if (schema.TryGetProperty("$ref", out var reference)) schema = Resolve(reference.GetString()!);
        return schema.GetProperty("properties").EnumerateObject().Select(property => property.Name);
    }

    /// <summary>Every error code of every call.</summary>
    public IEnumerable<string> Codes =>
        from operation in _operations
        from response in operation.Operation.GetProperty("responses").EnumerateObject()
        where response.Name[0] is '4' or '5'
        from code in response.Value.GetProperty("description").GetString()!.Split(", ")
        select code;

    public void Check(string method, string path, Answer answer)
    {
        if (!path.StartsWith("/api", StringComparison.Ordinal) && !path.StartsWith("/developer", StringComparison.Ordinal))
            return;
        if (answer.Status >= 400) CheckErrorShape(answer);
        if (answer.Code is { } code && OutsideRoutes.Contains(code)) return;
        var operation = _operations.First(one => one.Method == method && one.Path.IsMatch(path)).Operation;
        var name = operation.GetProperty("operationId").GetString();
        var isKnown = operation.GetProperty("responses").TryGetProperty($"{answer.Status}", out var response);
        Assert.True(isKnown, $"{name} answers {answer.Status}, which is not documented: {answer.Text}");
        if (answer.Code is { } refusal)
            Assert.Contains(refusal, response.GetProperty("description").GetString()!.Split(", "));
        else Matches(response.GetProperty("content").GetProperty("application/json").GetProperty("schema"), answer.Json, name!);
    }

    /// <summary>Whether a value has the form of a schema; undocumented keys are a failure too.</summary>
    private void Matches(JsonElement schema, JsonElement value, string where)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            Matches(Resolve(reference.GetString()!), value, where);
            return;
        }

        if (schema.TryGetProperty("anyOf", out var choices))
        {
            if (value.ValueKind != JsonValueKind.Null) Matches(choices[0], value, where);
            return;
        }

        if (schema.TryGetProperty("type", out var type))
            Assert.True(Types(type).Any(name => IsOf(value, name)), $"{where} is {value}, documented as {type}");
        if (value.ValueKind == JsonValueKind.Null) return;
        if (schema.TryGetProperty("enum", out var words))
            Assert.True(words.EnumerateArray().Any(word => word.ToString() == value.ToString()), $"{where} is {value}");
        if (value.ValueKind == JsonValueKind.Object) MatchesObject(schema, value, where);
        if (value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out var items))
            foreach (var item in value.EnumerateArray()) Matches(items, item, $"{where}[]");
    }

    private void MatchesObject(JsonElement schema, JsonElement value, string where)
    {
        if (schema.TryGetProperty("required", out var required))
            foreach (var name in required.EnumerateArray())
                Assert.True(value.TryGetProperty(name.GetString()!, out _), $"{where}.{name} is missing");
        foreach (var member in value.EnumerateObject())
        {
            var path = $"{where}.{member.Name}";
            if (schema.TryGetProperty("properties", out var properties)
                && properties.TryGetProperty(member.Name, out var property)) Matches(property, member.Value, path);
            else if (schema.TryGetProperty("additionalProperties", out var any)) Matches(any, member.Value, path);
            else Assert.False(schema.TryGetProperty("properties", out _), $"{path} is not documented");
        }
    }

    private JsonElement Resolve(string reference) =>
        reference.Split('/').Skip(1).Aggregate(_document, (json, name) => json.GetProperty(name));

    private static IEnumerable<string> Types(JsonElement type) => type.ValueKind == JsonValueKind.Array
        ? type.EnumerateArray().Select(name => name.GetString()!)
        : [type.GetString()!];

    private static bool IsOf(JsonElement value, string type) => type switch
    {
        "null" => value.ValueKind == JsonValueKind.Null,
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "array" => value.ValueKind == JsonValueKind.Array,
        _ => value.ValueKind == JsonValueKind.Object,
    };

    /// <summary>The one shape of every error.</summary>
    private static void CheckErrorShape(Answer answer)
    {
        Assert.Equal("application/json; charset=utf-8", answer.ContentType);
        var json = answer.Json;
        Assert.Equal(JsonValueKind.String, json.GetProperty("message").ValueKind);
        Assert.Matches("^[A-Z][A-Z_]+$", json.GetProperty("code").GetString());
        var error = json.GetProperty("error");
        if (error.ValueKind != JsonValueKind.Object)
        {
            Assert.NotEmpty(error.GetString()!);
            return;
        }

        Assert.Equal(400, answer.Status);
        Assert.Equal(["code", "type", "message", "user_message"], error.EnumerateObject().Select(member => member.Name));
        Assert.Equal("business_rule_violation", error.GetProperty("type").GetString());
        Assert.Equal(json.GetProperty("code").GetString(), error.GetProperty("code").GetString());
        Assert.Equal(json.GetProperty("message").GetString(), error.GetProperty("user_message").GetString());
    }
}
