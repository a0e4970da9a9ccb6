namespace Dhmad.Api.Http;

/// <summary>
/// The first check: a path that is not served answers <c>ROUTE_NOT_FOUND</c>, a method that a path does not have
/// <c>METHOD_NOT_ALLOWED</c> with <c>Allow</c>. Stands between routing and the endpoints.
/// </summary>
public sealed class RouteProblems(RequestDelegate next, ApiPolicy policy)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<ApiCall>() is not null) return next(http);
        return CredentialOf(http.Request.Path) is { } credential ? RefuseAsync(http, credential) : PassAsync(http);
    }

    private async Task RefuseAsync(HttpContext http, Credential credential)
    {
        // Routing answers an unserved method with an endpoint of its own, which knows the methods that are served.
        if (http.GetEndpoint() is not null) await next(http);
        await policy.RefuseAsync(http, credential, ProblemOf(http.Response));
    }

    /// <summary>Outside the doors of the API only what nobody answered is answered here.</summary>
    private async Task PassAsync(HttpContext http)
    {
        await next(http);
        var response = http.Response;
        var isUnanswered = !response.HasStarted && response.ContentType is null && response.ContentLength is null
            && response.StatusCode is (StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed);
        if (isUnanswered) await Answers.WriteAsync(response, ProblemOf(response));
    }

    /// <summary>What a status of routing means to the caller.</summary>
    internal static Problem ProblemOf(HttpResponse response) =>
        response.StatusCode == StatusCodes.Status405MethodNotAllowed
            ? Problems.Of("METHOD_NOT_ALLOWED", $"This path serves {response.Headers.Allow}.")
            : Problems.Of("ROUTE_NOT_FOUND", "There is no such path.");

    /// <summary>What the door of a path asks for; null outside the API.</summary>
    private static Credential? CredentialOf(PathString path)
    {
        if (path.StartsWithSegments("/api/v1")) return Credential.ApiKey;
        if (path.StartsWithSegments("/api/developer") || path.StartsWithSegments("/developer"))
            return Credential.DeveloperToken;
        return path.StartsWithSegments("/api") ? Credential.None : null;
    }
}
