using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Dhmad.Domain.Webhooks;

/// <summary>
/// Signs a body in two ways: the product's own header, and Standard Webhooks. The key of both is the UTF-8 bytes of
/// the secret's hex text, not decoded.
/// </summary>
public static class WebhookSignature
{
    /// <summary>The secret as Standard Webhooks libraries take it.</summary>
    public static string StandardSecret(string secret) =>
        "whsec_" + Convert.ToBase64String(Encoding.UTF8.GetBytes(secret));

    /// <summary><c>X-Webhook-Signature</c>: HMAC-SHA256 of the body, 64 lower-case hex characters.</summary>
    public static string OfBody(string secret, ReadOnlySpan<byte> body) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));

    /// <summary><c>webhook-signature</c>: one <c>v1</c> value for each secret, new first, one space between.</summary>
    /// <param name="previousSecret">The old secret while both live, else null.</param>
    public static string Standard(
        string secret, string? previousSecret, string webhookId, long unixSeconds, ReadOnlySpan<byte> body)
    {
        var head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{webhookId}.{unixSeconds}."));
        byte[] signed = [.. head, .. body];
        return previousSecret is null ? V1(secret, signed) : $"{V1(secret, signed)} {V1(previousSecret, signed)}";
    }

    /// <summary>All headers that identify and sign one attempt of a delivery.</summary>
    /// <param name="attemptAt">Real time, never a test clock: receivers compare it with theirs.</param>
    public static IReadOnlyList<KeyValuePair<string, string>> Headers(
        Guid deliveryId,
        string eventType,
        DateTimeOffset attemptAt,
        ReadOnlySpan<byte> body,
        string secret,
        string? previousSecret)
    {
        var id = deliveryId.ToString("D");
        var seconds = attemptAt.ToUnixTimeSeconds();
        return
        [
            new("X-Webhook-Id", id),
            new("X-Webhook-Event", eventType),
            new("X-Webhook-Timestamp", Instant.Text(attemptAt)),
            new("X-Webhook-Signature", OfBody(secret, body)),
            new("webhook-id", id),
            new("webhook-timestamp", seconds.ToString(CultureInfo.InvariantCulture)),
            new("webhook-signature", Standard(secret, previousSecret, id, seconds, body)),
        ];
    }

    private static string V1(string secret, ReadOnlySpan<byte> signed) =>
        "v1," + Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed));
}
