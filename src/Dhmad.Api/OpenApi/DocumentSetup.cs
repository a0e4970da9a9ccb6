using Dhmad.Api.Http;

namespace Dhmad.Api.OpenApi;

/// <summary>Serves the document of whatever is mapped.</summary>
internal static class DocumentSetup
{
    public static void MapApiDocument(this WebApplication app)
    {
        var document = app.Services.GetRequiredService<ApiDocument>();
        app.MapGet(ApiDocument.Path, http => Answers.WriteAsync(http.Response, Reply.Ok(document.Of(Calls(app)))));
    }

    /// <summary>Every call of every door, in the order of mapping.</summary>
    public static IEnumerable<ApiCall> Calls(IEndpointRouteBuilder routes) =>
        routes.DataSources
            .SelectMany(source => source.Endpoints)
            .Select(endpoint => endpoint.Metadata.GetMetadata<ApiCall>())
            .OfType<ApiCall>();
}
