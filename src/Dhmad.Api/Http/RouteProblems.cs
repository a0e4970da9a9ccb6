namespace Dhmad.Api.Http;

/// <summary>
/// The first check: a path that is not served answers <c>ROUTE_NOT_FOUND</c>, a method that a path does not have
/// <c>METHOD_NOT_ALLOWED</c> with <c>Allow</c>. Stands between routing and the endpoints.
/// </summary>
public sealed class RouteProblems(RequestDelegate next, ApiPolicy policy)
{
    public async Task InvokeAsync(HttpContext http)
    {
        if (!http.Request.Path.StartsWithSegments("/api", out var rest))
        {
            await next(http);
            return;
        }

        var endpoint = http.GetEndpoint();
        if (endpoint?.Metadata.GetMetadata<ApiCall>() is not null)
        {
            await next(http);
            return;
        }

        // Routing answers an unserved method with an endpoint of its own, which knows the methods that are served.
        if (endpoint is not null) await next(http);
        var problem = http.Response.StatusCode == StatusCodes.Status405MethodNotAllowed
            ? Problems.Of("METHOD_NOT_ALLOWED", $"This path serves {http.Response.Headers.Allow}.")
            : Problems.Of("ROUTE_NOT_FOUND", "There is no such path.");
        await policy.RefuseAsync(http, CredentialOf(rest), problem);
    }

    private static Credential CredentialOf(PathString rest)
    {
        if (rest.StartsWithSegments("/v1")) return Credential.ApiKey;
        return rest.StartsWithSegments("/developer") ? Credential.DeveloperToken : Credential.None;
    }
}
