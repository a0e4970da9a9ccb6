using Dhmad.Domain;
using Dhmad.Domain.Escrows;

namespace Dhmad.Api.Http;

/// <summary>
/// What every endpoint of a door goes through, in the one order of the specification: 2 body size, 3 credential and
/// rate limit, 4 credential refused, 5 content type, 6 idempotency key, 7 path ids, 8 body, and then the endpoint
/// itself. The first check (route and method) is <see cref="RouteProblems"/>'. The first that fails answers.
/// </summary>
public sealed class ApiPolicy(
    Authentication authentication, RateLimit rateLimit, Idempotency idempotency, Faults faults)
{
    /// <summary>Runs one endpoint and writes its answer, whatever happens.</summary>
    public async Task RunAsync(HttpContext http, Credential credential, Operation operation, ApiHandler handler)
    {
        Reply reply;
        try
        {
            reply = await JudgeAsync(http, credential, operation, handler);
        }
        catch (Exception failure) when (!http.RequestAborted.IsCancellationRequested)
        {
            reply = faults.ToProblem(http, failure);
        }

        await Answers.WriteAsync(http.Response, reply);
    }

    /// <summary>
    /// Answers a request that is refused before it is counted, with the caller's rate limit in its headers.
    /// </summary>
    public async Task RefuseAsync(HttpContext http, Credential credential, Problem problem)
    {
        try
        {
            await rateLimit.TellAsync(http, await authentication.FindAsync(http, credential));
        }
        catch (Exception failure) when (!http.RequestAborted.IsCancellationRequested)
        {
            problem = faults.ToProblem(http, failure);
        }

        await Answers.WriteAsync(http.Response, problem);
    }

    private async Task<Reply> JudgeAsync(
        HttpContext http, Credential credential, Operation operation, ApiHandler handler)
    {
        var cancellationToken = http.RequestAborted;
        var (body, broken) = await ReadUnknownLengthAsync(http);
        var caller = await authentication.FindAsync(http, credential);
        if (body is null)
        {
            await rateLimit.TellAsync(http, caller);
            return TooLarge();
        }

        if (await rateLimit.CountAsync(http, caller) is { } limited) return limited;
        if (caller.Refused is { } refused) return refused;
        if (broken is not null) return faults.ToProblem(http, broken);
        if (http.Request.ContentLength > 0) body = await RequestBody.ReadAsync(http, cancellationToken) ?? [];
        if (!operation.ReadsBody) body = [];
        if (body.Length > 0 && !IsJson(http.Request.ContentType)) return NotJson();

        if (!operation.TakesIdempotencyKey) return await AnswerAsync(http, caller, operation, body, null, handler);

        var invalid = IdempotencyKey.Read(http.Request.Headers[IdempotencyKey.Header], out var key);
        return invalid ?? await idempotency.RunAsync(
            http, caller, operation, body, key, claim => AnswerAsync(http, caller, operation, body, claim, handler));
    }

    /// <summary>
    /// The body where only reading it tells its size, empty where its length is declared; null when it is too large. A
    /// broken one waits for its turn: the caller is counted and judged before it.
    /// </summary>
    private static async Task<(byte[]? Body, BadHttpRequestException? Broken)> ReadUnknownLengthAsync(HttpContext http)
    {
        if (RequestBody.IsDeclaredTooLarge(http.Request)) return (null, null);
        if (!RequestBody.HasUnknownLength(http)) return ([], null);
        try
        {
            return (await RequestBody.ReadAsync(http, http.RequestAborted), null);
        }
        catch (BadHttpRequestException broken)
        {
            return ([], broken);
        }
    }

    private static async Task<Reply> AnswerAsync(
        HttpContext http,
        ApiCaller caller,
        Operation operation,
        byte[] body,
        IdempotencyClaim? claim,
        ApiHandler handler)
    {
        var id = "";
        if (operation.IdOf is { } thing)
        {
            var text = http.Request.RouteValues["id"] as string;
            if (!ObjectId.TryRead(text, out var read)) return Problems.InvalidId(thing);
            id = read;
        }

        var members = Json.ReadObject(body);
        if (members.IsRefused) return members.Refusal;
        var problems = new FieldProblems();
        var request = new ApiRequest(
            http, caller, new Fields(members.Value, problems), new Query(http.Request.Query, problems))
        {
            Id = id,
            Idempotency = claim,
        };
        return await handler(request, http.RequestAborted);
    }

    private static bool IsJson(string? contentType)
    {
        if (string.IsNullOrWhiteSpace(contentType)) return true;
        var type = contentType.AsSpan();
        var parameters = type.IndexOf(';');
        if (parameters >= 0) type = type[..parameters];
        return type.Trim().Equals("application/json", StringComparison.OrdinalIgnoreCase);
    }

    private static Problem TooLarge() => Problems.Of(
        "PAYLOAD_TOO_LARGE", $"A request body can have at most {RequestBody.MaxBytes / 1024} KiB.");

    private static Problem NotJson() => Problems.Of(
        "UNSUPPORTED_MEDIA_TYPE", "Send the body as application/json.");
}
