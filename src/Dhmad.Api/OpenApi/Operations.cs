using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Dhmad.Api.Http;
using Microsoft.OpenApi;

namespace Dhmad.Api.OpenApi;

/// <summary>Writes each served call into the document: credential, parameters, body, answer, refusals.</summary>
internal sealed partial class Operations(OpenApiDocument document)
{
    private const string Json = "application/json";

    private static readonly Shape Error = Shape.Object(
        Shape.Always("error", Shape.Any.Saying("What happened; for session business rules an object.")),
        Shape.Always("message", Shape.Text()),
        Shape.Always("code", Shape.Text()),
        Shape.Maybe("details", Shape.Map(Shape.Text()).Saying("Field path to text."))).Named("Error");

    private readonly Schemas schemas = new(document);

    public void Add(ApiCall call)
    {
        if (!document.Paths.TryGetValue(call.Path, out var path))
            document.Paths.Add(call.Path, path = new OpenApiPathItem());

        ((OpenApiPathItem)path).AddOperation(HttpMethod.Parse(call.Method), new OpenApiOperation
        {
            OperationId = call.Operation.Name,
            Tags = new HashSet<OpenApiTagReference> { Tag(call.Path) },
            Summary = call.Operation.Summary,
            Parameters = [.. PathParameters(call), .. QueryParameters(call), .. KeyParameter(call)],
            RequestBody = call.Operation.Body is { } body ? BodyOf(body) : null,
            Responses = Answers(call),
            Security = Security.Of(call.Credential, document),
        });
    }

    /// <summary>The room a call belongs to, by which readers group them.</summary>
    private OpenApiTagReference Tag(string path)
    {
        var name = path.Split('/') switch
        {
            [.., "sessions"] or [_, _, _, "sessions", ..] => "Checkout sessions",
            [_, _, _, "escrows" or "rules", ..] => "Escrows",
            [_, _, _, "sandbox", ..] => "Sandbox",
            [_, _, _, "webhooks", ..] => "Webhooks",
            [_, _, "v1", ..] => "Account",
            _ => "Developer",
        };
        document.Tags ??= new HashSet<OpenApiTag>();
        document.Tags.Add(new OpenApiTag { Name = name });
        return new OpenApiTagReference(name, document);
    }

    private OpenApiRequestBody BodyOf(Shape body) => new()
    {
        Required = body.Members.Any(member => member.IsRequired),
        Content = Content(schemas.Of(body)),
    };

    private OpenApiResponses Answers(ApiCall call)
    {
        var answers = new OpenApiResponses
        {
            [Text(call.Operation.Status)] = new OpenApiResponse
            {
                Description = "Done.",
                Content = Content(schemas.Of(call.Operation.Answer)),
                Headers = AnswerHeaders.References(document),
            },
        };
        foreach (var refusals in Refusals.Of(call)) answers.Add(Text(refusals.Key), Refusal([.. refusals]));
        return answers;
    }

    private OpenApiResponse Refusal(IReadOnlyList<string> codes) => new()
    {
        Description = string.Join(", ", codes),
        Headers = AnswerHeaders.References(document),
        Content = Content(new OpenApiSchema
        {
            AllOf =
            [
                schemas.Of(Error),
                new OpenApiSchema
                {
                    Properties = new Dictionary<string, IOpenApiSchema>
                    {
                        ["code"] = new OpenApiSchema { Enum = [.. codes.Select(code => JsonValue.Create(code))] },
                    },
                },
            ],
        }),
    };

    private IEnumerable<OpenApiParameter> PathParameters(ApiCall call) =>
        from Match match in PathPart().Matches(call.Path)
        let name = match.Groups[1].Value
        select new OpenApiParameter
        {
            Name = name,
            In = ParameterLocation.Path,
            Required = true,
            Schema = schemas.Of(name == "id" ? Shape.Id : Shape.Uuid),
        };

    private IEnumerable<OpenApiParameter> QueryParameters(ApiCall call) =>
        call.Operation.Query.Select(part => new OpenApiParameter
        {
            Name = part.Name,
            In = ParameterLocation.Query,
            Description = part.Meaning,
            Schema = schemas.Of(part.Shape),
        });

    private IEnumerable<OpenApiParameter> KeyParameter(ApiCall call)
    {
        if (!call.Operation.TakesIdempotencyKey) yield break;
        yield return new OpenApiParameter
        {
            Name = IdempotencyKey.Header,
            In = ParameterLocation.Header,
            Description = "Printable ASCII. A repeat with the same key and request gets the same answer, for 24 hours.",
            Schema = schemas.Of(Shape.Text(1, IdempotencyKey.MaxLength)),
        };
    }

    private static Dictionary<string, OpenApiMediaType> Content(IOpenApiSchema schema) =>
        new() { [Json] = new OpenApiMediaType { Schema = schema } };

    private static string Text(int status) => status.ToString(System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex PathPart();
}
