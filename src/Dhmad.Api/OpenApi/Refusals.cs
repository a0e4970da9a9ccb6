using Dhmad.Api.Http;

namespace Dhmad.Api.OpenApi;

/// <summary>Every code a call can be refused with: its own, and those of its door and method.</summary>
public static class Refusals
{
    /// <summary>By HTTP status, in the order of judging.</summary>
    public static IEnumerable<IGrouping<int, string>> Of(ApiCall call) =>
        CodesOf(call)
            .Select(code => (code, status: Problems.StatusOf(code)))
            .Concat(call.Operation.BusinessRules.Select(code => (code, status: StatusCodes.Status400BadRequest)))
            .Distinct()
            .GroupBy(entry => entry.status, entry => entry.code)
            .OrderBy(group => group.Key);

    private static IEnumerable<string> CodesOf(ApiCall call) =>
    [
        "PAYLOAD_TOO_LARGE",
        "RATE_LIMITED",
        .. OfCredential(call.Credential),
        .. OfForm(call.Operation),
        .. call.Operation.Codes,
        "UNAVAILABLE",
        "INTERNAL",
    ];

    private static IEnumerable<string> OfCredential(Credential credential) => credential switch
    {
        Credential.ApiKey => ["MISSING_API_KEY", "CONFLICTING_API_KEYS", "INVALID_API_KEY", "WRONG_ENVIRONMENT"],
        Credential.DeveloperToken => ["INVALID_DEVELOPER_TOKEN"],
        _ => [],
    };

    private static IEnumerable<string> OfForm(Operation operation)
    {
        if (operation.ReadsBody) yield return "UNSUPPORTED_MEDIA_TYPE";
        if (operation.TakesIdempotencyKey)
        {
            yield return "IDEMPOTENCY_KEY_INVALID";
            yield return "IDEMPOTENCY_KEY_REUSED";
            yield return "IDEMPOTENCY_KEY_IN_PROGRESS";
        }

        if (operation.IdOf is not null) yield return "INVALID_ID";
        if (operation.ReadsBody) yield return "MALFORMED_JSON";
        if (operation.Body is not null || operation.Query.Count > 0) yield return "VALIDATION_FAILED";
    }
}
