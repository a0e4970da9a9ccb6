using System.Globalization;
using Dhmad.Api.Http;
using Dhmad.Domain;
using Dhmad.Domain.Webhooks;
using Dhmad.Storage;
using Dhmad.Storage.Webhooks;

namespace Dhmad.Api.Webhooks;

/// <summary>
/// The receiver every developer of the sandbox has: takes any POST, keeps it with what a careful receiver finds in it,
/// answers as told, and shows what came. Whoever has the URL may do both.
/// </summary>
public sealed class CatcherApi(
    CatcherStore catcher, EndpointStore endpoints, Faults faults, TimeProvider time, IdSource ids)
{
    private const string Path = "/sandbox/hooks/{token}";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(Path, http => RunAsync(http, CatchAsync));
        routes.MapGet(Path, http => RunAsync(http, ListAsync));
    }

    private async Task RunAsync(HttpContext http, Func<HttpContext, string, Task<Reply?>> answer)
    {
        Reply? reply;
        try
        {
            reply = catcher.DeveloperOf(http.Request.RouteValues["token"] as string) is { } developerId
                ? await answer(http, developerId)
                : Problems.Of("ROUTE_NOT_FOUND", "There is no such catcher.");
        }
        catch (Exception failure) when (!http.RequestAborted.IsCancellationRequested)
        {
            reply = faults.ToProblem(http, failure);
        }

        if (reply is not null) await Answers.WriteAsync(http.Response, reply);
    }

    /// <summary>Null: the answer is the status alone.</summary>
    private async Task<Reply?> CatchAsync(HttpContext http, string developerId)
    {
        var problems = new FieldProblems();
        var answer = CatcherAnswer.Read(http.Request.Query, problems);
        if (problems.ToRefusal() is { } refusal) return refusal;
        if (RequestBody.IsDeclaredTooLarge(http.Request)) return TooLarge();
        if (await RequestBody.ReadAsync(http, http.RequestAborted) is not { } body) return TooLarge();

        var request = CatcherChecks.Judge(
            ids.NewUuid(),
            time.GetUtcNow(),
            HeadersOf(http.Request),
            body,
            await endpoints.ListSecretsAsync(developerId, http.RequestAborted));
        await catcher.AddAsync(developerId, request, CancellationToken.None);
        if (answer.Delay > TimeSpan.Zero) await Task.Delay(answer.Delay, time, http.RequestAborted);
        http.Response.StatusCode = answer.Status;
        if (answer.RetryAfter is { } retryAfter) http.Response.Headers.RetryAfter = retryAfter;
        return null;
    }

    private async Task<Reply?> ListAsync(HttpContext http, string developerId)
    {
        var query = new Query(http.Request.Query, new FieldProblems());
        var limit = query.Limit();
        long? before = null;
        if (query.Cursor() is { } cursor)
        {
            if (long.TryParse(cursor.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                before = number;
            else query.Bad("cursor", "is not one of ours");
        }

        if (query.Refusal is { } refusal) return refusal;
        var caught = await catcher.ListAsync(developerId, before, limit + 1, http.RequestAborted);
        var page = caught.Take(limit).ToList();
        var next = caught.Count > limit ? CursorAfter(page[^1].Number, page[^1].Request).ToString() : null;
        return Reply.Ok(CatcherJson.List([.. page.Select(row => row.Request)], next));
    }

    private static Cursor CursorAfter(long number, CaughtRequest request) =>
        new(request.ReceivedAt, number.ToString(CultureInfo.InvariantCulture));

    private static Dictionary<string, string> HeadersOf(HttpRequest request) => request.Headers.ToDictionary(
        header => header.Key.ToLowerInvariant(), header => header.Value.ToString(), StringComparer.Ordinal);

    private static Problem TooLarge() => Problems.Of(
        "PAYLOAD_TOO_LARGE", $"A catcher takes at most {RequestBody.MaxBytes / 1024} KiB.");
}
