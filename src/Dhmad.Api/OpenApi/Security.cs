using Dhmad.Api.Http;
using Microsoft.OpenApi;

namespace Dhmad.Api.OpenApi;

/// <summary>How credentials are sent, as the document names it.</summary>
internal static class Security
{
    private const string KeyAsBearer = "apiKeyAsBearer";
    private const string KeyAsHeader = "apiKeyAsHeader";
    private const string Token = "developerToken";

    public static Dictionary<string, IOpenApiSecurityScheme> Schemes() => new()
    {
        [KeyAsBearer] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "An API key: sk_live_ or sk_sandbox_ and 64 hexadecimal characters.",
        },
        [KeyAsHeader] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Header,
            Name = "X-API-Key",
            Description = "The same API key in a header of its own.",
        },
        [Token] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "A developer token of POST /api/developer/token; it lives 12 hours.",
        },
    };

    /// <summary>Any one of these opens the door; an empty list means that nothing is asked for.</summary>
    public static List<OpenApiSecurityRequirement> Of(Credential credential, OpenApiDocument document) =>
        credential switch
        {
            Credential.ApiKey => [Requirement(KeyAsBearer, document), Requirement(KeyAsHeader, document)],
            Credential.DeveloperToken => [Requirement(Token, document)],
            _ => [],
        };

    private static OpenApiSecurityRequirement Requirement(string scheme, OpenApiDocument document) =>
        new() { [new OpenApiSecuritySchemeReference(scheme, document)] = [] };
}
