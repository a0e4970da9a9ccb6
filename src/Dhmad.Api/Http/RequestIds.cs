using Dhmad.Domain;

namespace Dhmad.Api.Http;

/// <summary>Gives every request an id, which its answer and its log lines carry.</summary>
public sealed class RequestIds(RequestDelegate next, IdSource ids)
{
    private const string Header = "X-Request-Id";

    public Task InvokeAsync(HttpContext http)
    {
        var id = ids.NewUuid().ToString("D");
        http.TraceIdentifier = id;
        http.Response.Headers[Header] = id;
        return next(http);
    }
}
