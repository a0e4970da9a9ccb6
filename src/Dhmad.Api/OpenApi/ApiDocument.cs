using System.Globalization;
using System.Text;
using Dhmad.Api.Http;
using Dhmad.Domain;
using Microsoft.OpenApi;

namespace Dhmad.Api.OpenApi;

/// <summary>The OpenAPI 3.1 document of the calls that are served, made once when it is first asked for.</summary>
public sealed class ApiDocument(DhmadSettings settings)
{
    public const string Path = "/openapi/v1.json";

    private readonly Lock gate = new();
    private byte[]? text;

    /// <summary>The document in UTF-8.</summary>
    public byte[] Of(IEnumerable<ApiCall> calls)
    {
        lock (gate) return text ??= Write(calls);
    }

    private byte[] Write(IEnumerable<ApiCall> calls)
    {
        var document = new OpenApiDocument
        {
            Info = new OpenApiInfo
            {
                Title = "Dhmad",
                Version = "1",
                Description = "Escrows between a buyer and a seller: create them here, send people through hosted "
                    + "checkout sessions, and learn by signed webhooks what happened.",
            },
            Servers = [new OpenApiServer { Url = settings.PublicUrl }],
            Paths = [],
            Components = new OpenApiComponents
            {
                Schemas = new Dictionary<string, IOpenApiSchema>(),
                SecuritySchemes = Security.Schemes(),
                Headers = AnswerHeaders.All(),
            },
        };
        var operations = new Operations(document);
        foreach (var call in calls) operations.Add(call);
        document.RegisterComponents();
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        document.SerializeAsV31(new OpenApiJsonWriter(writer, new OpenApiJsonWriterSettings { Terse = true }));
        return Encoding.UTF8.GetBytes(writer.ToString());
    }
}
