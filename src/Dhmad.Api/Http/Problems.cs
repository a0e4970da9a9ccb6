using Dhmad.Domain;

namespace Dhmad.Api.Http;

/// <summary>The one switch from a refusal to its HTTP status and <c>error</c> text.</summary>
public static class Problems
{
    /// <summary>The problem a refusal is, outside the creation of sessions.</summary>
    public static Problem Of(Refusal refusal) =>
        new(StatusOf(refusal.Code), ErrorOf(refusal), refusal.Code, refusal.Message)
        {
            Details = refusal.Details,
            Extra = refusal.Numbers is null ? null : json => WriteNumbers(json, refusal.Numbers),
        };

    /// <summary>A rule that stops a session from being created: always 400, with words for the person.</summary>
    public static Problem BusinessRule(Refusal refusal, string userMessage) =>
        new(400, ReasonOf(400), refusal.Code, refusal.Message) { UserMessage = userMessage };

    /// <summary>A problem of this layer.</summary>
    public static Problem Of(string code, string message) => Of(new Refusal(code, message));

    /// <summary>A path id that is not one: <c>Invalid escrow ID</c>.</summary>
    public static Problem InvalidId(string thing) =>
        new(400, $"Invalid {thing} ID", "INVALID_ID", $"The {thing} id in the path must be 24 hexadecimal characters.");

    /// <summary>The HTTP status of a code: of the doors here, of the rules as their table says.</summary>
    public static int StatusOf(string code) => code switch
    {
        "MISSING_API_KEY" or "CONFLICTING_API_KEYS" or "INVALID_API_KEY" or "WRONG_ENVIRONMENT" => 401,
        "INVALID_DEVELOPER_TOKEN" or "INVALID_OPERATOR_TOKEN" or "INVALID_CREDENTIALS" => 401,
        "SESSION_ACCESS_DENIED" => 403,
        "ROUTE_NOT_FOUND" or "ESCROW_NOT_FOUND" or "SESSION_NOT_FOUND" or "CONTRACT_NOT_FOUND" => 404,
        "WEBHOOK_NOT_FOUND" or "DELIVERY_NOT_FOUND" or "API_KEY_NOT_FOUND" or "PAYMENT_NOT_FOUND" => 404,
        "PAYOUT_NOT_FOUND" or "DEVELOPER_NOT_FOUND" or "USER_NOT_FOUND" => 404,
        "METHOD_NOT_ALLOWED" => 405,
        "IDEMPOTENCY_KEY_IN_PROGRESS" or "ALREADY_DECIDED" or "CLOCK_BUSY" => 409,
        "SESSION_ALREADY_COMPLETED" or "SESSION_ALREADY_EXPIRED" or "SESSION_ALREADY_CANCELLED" => 409,
        "ALREADY_ASSOCIATED" or "USER_ASSOCIATED_ELSEWHERE" => 409,
        "ASSOCIATION_LINK_EXPIRED" => 410,
        "PAYLOAD_TOO_LARGE" => 413,
        "UNSUPPORTED_MEDIA_TYPE" => 415,
        "IDEMPOTENCY_KEY_REUSED" => 422,
        "RATE_LIMITED" => 429,
        "INTERNAL" => 500,
        "UNAVAILABLE" => 503,
        _ => RefusalCodes.Find(code)?.Http ?? 400,
    };

    private static string ErrorOf(Refusal refusal) => refusal.Code switch
    {
        "ESCROW_NOT_FOUND" => "Escrow not found",
        "SESSION_NOT_FOUND" => "Checkout session not found",
        "WEBHOOK_NOT_FOUND" => "Webhook not found",
        "CONTRACT_NOT_FOUND" => "Contract not found for this escrow",
        "DELIVERY_NOT_FOUND" => "Delivery not found",
        "API_KEY_NOT_FOUND" => "API key not found",
        "PAYMENT_NOT_FOUND" => "Payment not found",
        "PAYOUT_NOT_FOUND" => "Payout not found",
        "DEVELOPER_NOT_FOUND" => "Developer not found",
        "USER_NOT_FOUND" => "User not found",
        "WEBHOOK_LIMIT_REACHED" => refusal.Message,
        "WEBHOOK_URL_INVALID" => "Invalid URL format",
        "WEBHOOK_URL_MUST_BE_HTTPS" => "Only HTTPS URLs are allowed in production",
        _ => ReasonOf(StatusOf(refusal.Code)),
    };

    private static string ReasonOf(int status) => status switch
    {
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        409 => "Conflict",
        410 => "Gone",
        413 => "Payload Too Large",
        415 => "Unsupported Media Type",
        422 => "Unprocessable Entity",
        429 => "Too Many Requests",
        503 => "Service Unavailable",
        _ => "Internal Server Error",
    };

    private static void WriteNumbers(JsonText json, IReadOnlyDictionary<string, long> numbers)
    {
        foreach (var (name, number) in numbers) json.Member(name, number);
    }
}
