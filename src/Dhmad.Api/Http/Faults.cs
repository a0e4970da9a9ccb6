using Dhmad.Domain;
using Dhmad.Silo;

namespace Dhmad.Api.Http;

/// <summary>Turns exceptions into answers: bugs and broken machines, never business.</summary>
public sealed partial class Faults(ILogger<Faults> logger)
{
    private const string OfRead = "This is not available now. Try again.";

    private const string OfChange =
        "The outcome is unknown. Repeat the request with the same Idempotency-Key to find out.";

    /// <summary>
    /// <c>UNAVAILABLE</c> when the failure is foreseen: a read is asked again, and of anything else the outcome is
    /// unknown and repeating finds out. <c>MALFORMED_JSON</c> when the request itself was broken off, <c>INTERNAL</c>
    /// otherwise. The last is logged in full, under the request's id.
    /// </summary>
    public Problem ToProblem(HttpContext http, Exception failure)
    {
        if (failure is BadHttpRequestException broken) return OfBrokenRequest(broken);
        if (Unavailable.Why(failure) is { } why)
        {
            LogUnavailable(http.TraceIdentifier, http.Request.Method, why);
            return Problems.Of("UNAVAILABLE", IsRead(http.Request) ? OfRead : OfChange);
        }

        LogFault(http.TraceIdentifier, http.Request.Method, failure);
        var requestId = http.TraceIdentifier;
        return Problems.Of("INTERNAL", "Something is broken on our side; tell the operator the request id.") with
        {
            Extra = json => json.Member("requestId", requestId),
        };
    }

    private static bool IsRead(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);

    private static Problem OfBrokenRequest(BadHttpRequestException broken) =>
        broken.StatusCode == StatusCodes.Status413PayloadTooLarge
            ? Problems.Of("PAYLOAD_TOO_LARGE", "The request body is too large.")
            : Problems.Of(new Refusal(
                "MALFORMED_JSON",
                "The request body could not be read.",
                new Dictionary<string, string> { ["body"] = "The body ended early or was not sent as HTTP asks." }));
}
