using System.Globalization;
using System.Text.Json.Nodes;
using Dhmad.Api.Http;
using Microsoft.OpenApi;

namespace Dhmad.Api.OpenApi;

/// <summary>Turns shapes into JSON Schemas; named ones are put among the document's components once.</summary>
public sealed class Schemas(OpenApiDocument document)
{
    public IOpenApiSchema Of(Shape shape)
    {
        if (shape.Name is not { } name) return Plain(shape);
        var schemas = document.Components!.Schemas!;
        if (!schemas.ContainsKey(name))
        {
            schemas.Add(name, new OpenApiSchema());
            schemas[name] = Plain(shape with { IsNullable = false, Name = null });
        }

        var reference = new OpenApiSchemaReference(name, document);
        return shape.IsNullable
            ? new OpenApiSchema { AnyOf = [reference, new OpenApiSchema { Type = JsonSchemaType.Null }] }
            : reference;
    }

    private OpenApiSchema Plain(Shape shape)
    {
        var schema = new OpenApiSchema
        {
            Type = TypeOf(shape),
            Format = shape.Format,
            Description = shape.Meaning,
            MinLength = shape.MinLength,
            MaxLength = shape.MaxLength,
            Minimum = Text(shape.Min),
            Maximum = Text(shape.Max),
        };
        if (shape.Words.Count > 0) schema.Enum = Words(shape);
        if (shape is { Type: "array", Of: { } item }) schema.Items = Of(item);
        if (shape is { Type: "object", Of: { } value }) schema.AdditionalProperties = Of(value);
        if (shape.Members.Count > 0) AddMembers(schema, shape);
        return schema;
    }

    private void AddMembers(OpenApiSchema schema, Shape shape)
    {
        schema.Properties = new Dictionary<string, IOpenApiSchema>();
        foreach (var member in shape.Members) schema.Properties.Add(member.Name, Of(member.Shape));
        schema.Required = shape.Members.Where(member => member.IsRequired).Select(member => member.Name).ToHashSet();
    }

    private static List<JsonNode> Words(Shape shape)
    {
        var words = shape.Words.Select(word => (JsonNode)JsonValue.Create(word)!).ToList();
        if (shape.IsNullable) words.Add(JsonNullSentinel.JsonNull);
        return words;
    }

    private static JsonSchemaType? TypeOf(Shape shape)
    {
        JsonSchemaType? type = shape.Type switch
        {
            "string" => JsonSchemaType.String,
            "number" => JsonSchemaType.Number,
            "integer" => JsonSchemaType.Integer,
            "boolean" => JsonSchemaType.Boolean,
            "array" => JsonSchemaType.Array,
            "object" => JsonSchemaType.Object,
            _ => null,
        };
        return shape.IsNullable ? type | JsonSchemaType.Null : type;
    }

    private static string? Text(decimal? number) => number?.ToString(CultureInfo.InvariantCulture);
}
