namespace Dhmad.Domain.Checkout;

/// <summary>How a checkout session is shown over the API.</summary>
public static class SessionJson
{
    /// <summary>The flat 201 body of a creation.</summary>
    public static byte[] Created(CheckoutSession session, string publicUrl) =>
        new JsonText().Object()
            .Member("sessionId", session.Id.ToString())
            .Member("url", Url(session.Id, publicUrl))
            .Member("expiresAt", session.ExpiresAt)
            .End().ToBytes();

    /// <summary><c>{ session }</c>.</summary>
    public static byte[] Read(CheckoutSession session, DateTimeOffset now) =>
        Write(new JsonText().Object().Name("session"), session, now).End().ToBytes();

    /// <summary><c>{ message, session }</c>.</summary>
    public static byte[] WithMessage(CheckoutSession session, string message, DateTimeOffset now) =>
        Write(new JsonText().Object().Member("message", message).Name("session"), session, now).End().ToBytes();

    /// <summary>The session as one value, with its status at the given instant.</summary>
    public static JsonText Write(JsonText json, CheckoutSession session, DateTimeOffset now)
    {
        json.Object()
            .Member("sessionId", session.Id.ToString())
            .Member("escrowId", session.EscrowId)
            .Member("action", Spelling.Of(session.Action))
            .Member("targetUserEmail", session.TargetEmail)
            .Member("status", Spelling.Of(session.StatusAt(now)));
        if (session.Metadata is not null) WriteMetadata(json, session.Metadata);
        return json
            .Member("expiresAt", session.ExpiresAt)
            .Member("completedAt", session.CompletedAt)
            .Member("createdAt", session.CreatedAt)
            .Member("cancelledAt", session.CancelledAt)
            .Member("cancelledBy", session.CancelledBy is { } by ? Spelling.Of(by) : null)
            .End();
    }

    /// <summary>Where the person goes: the only secret in it is the session's id.</summary>
    public static string Url(Guid sessionId, string publicUrl) => $"{publicUrl}/checkout/{sessionId}";

    private static void WriteMetadata(JsonText json, IReadOnlyDictionary<string, string> metadata)
    {
        json.Object("metadata");
        foreach (var (key, value) in metadata) json.Member(key, value);
        json.End();
    }
}
