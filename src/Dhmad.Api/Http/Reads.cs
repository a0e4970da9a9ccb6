namespace Dhmad.Api.Http;

/// <summary>Addresses that are only read.</summary>
public static class Reads
{
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>
    /// Maps GET, and HEAD with the same handler: the server leaves out the body of whatever answers a HEAD.
    /// </summary>
    public static IEndpointConventionBuilder MapRead(
        this IEndpointRouteBuilder routes, string path, RequestDelegate handle) =>
        routes.MapMethods(path, Methods, handle);
}
