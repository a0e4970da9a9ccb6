using Microsoft.OpenApi;

namespace Dhmad.Api.OpenApi;

/// <summary>The headers that every answer of the API has.</summary>
internal static class AnswerHeaders
{
    private static readonly (string Name, JsonSchemaType Type, string Meaning)[] Known =
    [
        ("X-Request-Id", JsonSchemaType.String, "The request's UUID, also in the logs."),
        ("X-RateLimit-Limit", JsonSchemaType.Integer, "Requests that pass in 60 seconds."),
        ("X-RateLimit-Remaining", JsonSchemaType.Integer, "Requests left now."),
        ("X-RateLimit-Reset", JsonSchemaType.String, "When the oldest counted request leaves the window."),
    ];

    public static Dictionary<string, IOpenApiHeader> All() => Known.ToDictionary(
        header => header.Name,
        header => (IOpenApiHeader)new OpenApiHeader
        {
            Description = header.Meaning,
            Schema = new OpenApiSchema { Type = header.Type },
        });

    public static Dictionary<string, IOpenApiHeader> References(OpenApiDocument document) => Known.ToDictionary(
        header => header.Name,
        header => (IOpenApiHeader)new OpenApiHeaderReference(header.Name, document));
}
