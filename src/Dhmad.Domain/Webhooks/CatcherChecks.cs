using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Dhmad.Domain.Webhooks;

/// <summary>
/// Looks at a request as a careful receiver does. What depends on earlier requests is found where they are kept.
/// </summary>
public static class CatcherChecks
{
    /// <summary>How old, or how far ahead, a timestamp may be.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private const int MaxSignatures = 8;
    private const int MaxWebhookIdLength = 100;

    /// <param name="headers">By name in lower case.</param>
    /// <param name="secrets">All secrets that sign for this developer.</param>
    public static CaughtRequest Judge(
        Guid id,
        DateTimeOffset receivedAt,
        IReadOnlyDictionary<string, string> headers,
        byte[] body,
        IReadOnlyList<EndpointSecrets> secrets)
    {
        var webhookId = headers.GetValueOrDefault("webhook-id");
        var (escrowId, sequence) = ReadEvent(body);
        string[] keys = [.. secrets.SelectMany(secret => KeysAt(secret, receivedAt))];
        return new CaughtRequest
        {
            Id = id,
            ReceivedAt = receivedAt,
            Headers = headers,
            Body = body,
            WebhookId = webhookId is { Length: > 0 and <= MaxWebhookIdLength } ? webhookId : null,
            EscrowId = escrowId,
            Sequence = sequence,
            SignatureOk = IsSigned(headers, keys, body),
            StandardSignatureOk = IsStandardSigned(headers, keys, body),
            TimestampOk = IsTimely(headers, receivedAt),
        };
    }

    private static IEnumerable<string> KeysAt(EndpointSecrets secrets, DateTimeOffset now) =>
        secrets.PreviousAt(now) is { } previous ? [secrets.Current, previous] : [secrets.Current];

    private static bool IsSigned(IReadOnlyDictionary<string, string> headers, string[] keys, byte[] body) =>
        headers.GetValueOrDefault("x-webhook-signature") is { } given
        && keys.Any(key => AreEqual(WebhookSignature.OfBody(key, body), given));

    private static bool IsStandardSigned(IReadOnlyDictionary<string, string> headers, string[] keys, byte[] body)
    {
        var id = headers.GetValueOrDefault("webhook-id");
        var given = headers.GetValueOrDefault("webhook-signature")?.Split(' ', MaxSignatures) ?? [];
        return id is not null
            && Seconds(headers) is { } seconds
            && keys.Any(key =>
            {
                var expected = WebhookSignature.Standard(key, null, id, seconds, body);
                return Array.Exists(given, one => AreEqual(expected, one));
            });
    }

    private static bool IsTimely(IReadOnlyDictionary<string, string> headers, DateTimeOffset receivedAt) =>
        Seconds(headers) is { } seconds
        && Instant.TryRead(headers.GetValueOrDefault("x-webhook-timestamp"), out var at)
        && at.ToUnixTimeSeconds() == seconds
        && (receivedAt - at).Duration() <= Tolerance;

    private static long? Seconds(IReadOnlyDictionary<string, string> headers) =>
        long.TryParse(
            headers.GetValueOrDefault("webhook-timestamp"),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var seconds)
            ? seconds
            : null;

    private static bool AreEqual(string one, string other) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other));

    /// <summary>The escrow and sequence of an event; nothing when the body is something else.</summary>
    private static (string? EscrowId, long? Sequence) ReadEvent(byte[] body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            var root = JsonElement.ParseValue(ref reader);
            return Member(Member(root, "data"), "escrow") is { } escrow
                && Member(escrow, "id") is { ValueKind: JsonValueKind.String } id
                && ObjectId.TryRead(id.GetString(), out var escrowId)
                && Member(escrow, "sequence") is { ValueKind: JsonValueKind.Number } number
                && number.TryGetInt64(out var sequence)
                ? (escrowId, sequence)
                : (null, null);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return (null, null);
        }
    }

    private static JsonElement? Member(JsonElement? json, string name) =>
        json is { ValueKind: JsonValueKind.Object } parent && parent.TryGetProperty(name, out var member)
            ? member
            : null;
}
