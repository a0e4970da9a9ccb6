using Dhmad.Grains;

namespace Dhmad.Api.Http;

/// <summary>Writes finished answers to the wire.</summary>
public static class Answers
{
    /// <summary>What <c>Retry-After</c> says, in seconds, to whoever finds nobody who can serve now.</summary>
    public const string SoonSeconds = "1";

    public static Task WriteAsync(HttpResponse response, Reply reply)
    {
        var body = reply.Problem is { } problem ? problem.ToBytes() : reply.Body;
        response.StatusCode = reply.Status;
        response.ContentType = ApiAnswer.ContentType;
        response.ContentLength = body.Length;
        if (reply.Status == StatusCodes.Status401Unauthorized) response.Headers.WWWAuthenticate = "Bearer";
        if (reply.Problem?.Code is "UNAVAILABLE") response.Headers.RetryAfter = SoonSeconds;
        return HttpMethods.IsHead(response.HttpContext.Request.Method)
            ? Task.CompletedTask
            : response.Body.WriteAsync(body).AsTask();
    }
}
