namespace Dhmad.Api.Http;

/// <summary>
/// A door: a path prefix with its credential. Whatever is mapped through it goes through <see cref="ApiPolicy"/>, so no
/// endpoint can forget a check.
/// </summary>
public sealed class ApiGroup(IEndpointRouteBuilder routes, ApiPolicy policy, string prefix, Credential credential)
{
    public void Get(string pattern, ApiHandler handler, Operation operation) =>
        Map(HttpMethods.Get, pattern, handler, operation);

    public void Post(string pattern, ApiHandler handler, Operation operation) =>
        Map(HttpMethods.Post, pattern, handler, operation with { ReadsBody = true, TakesIdempotencyKey = true });

    /// <summary>A POST that ignores <c>Idempotency-Key</c>: it makes a token.</summary>
    public void PostToken(string pattern, ApiHandler handler, Operation operation) =>
        Map(HttpMethods.Post, pattern, handler, operation with { ReadsBody = true });

    public void Put(string pattern, ApiHandler handler, Operation operation) =>
        Map(HttpMethods.Put, pattern, handler, operation with { ReadsBody = true });

    public void Delete(string pattern, ApiHandler handler, Operation operation) =>
        Map(HttpMethods.Delete, pattern, handler, operation);

    private void Map(string method, string pattern, ApiHandler handler, Operation operation)
    {
        var call = new ApiCall(method, prefix + pattern, credential, operation);
        routes
            .MapMethods(call.Path, [method], http => policy.RunAsync(http, credential, operation, handler))
            .WithMetadata(call);
    }
}

/// <summary>One served call, as the OpenAPI document lists it.</summary>
public sealed record ApiCall(string Method, string Path, Credential Credential, Operation Operation);
