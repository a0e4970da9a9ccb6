namespace Dhmad.Domain.Webhooks;

/// <summary>Endpoints as answers show them.</summary>
public static class WebhookJson
{
    /// <summary>The 201 body of a new endpoint, one of the two that show its secret.</summary>
    public static byte[] Created(WebhookEndpoint endpoint, EndpointSecrets secrets)
    {
        var json = new JsonText().Object()
            .Member("message", "Webhook created. Keep its secret: it is shown only now.")
            .Object("webhook").Member("id", endpoint.Id).Member("url", endpoint.Url);
        WriteSecret(json, secrets);
        WriteEvents(json, endpoint);
        return json.Member("isActive", endpoint.IsActive).Member("createdAt", endpoint.CreatedAt).End().End().ToBytes();
    }

    public static byte[] List(IReadOnlyList<WebhookEndpoint> endpoints)
    {
        var json = new JsonText().Object().Array("webhooks");
        foreach (var endpoint in endpoints) Write(json, endpoint);
        return json.EndArray().End().ToBytes();
    }

    public static byte[] Read(WebhookEndpoint endpoint)
    {
        var json = new JsonText().Object().Name("webhook");
        Write(json, endpoint);
        return json.End().ToBytes();
    }

    public static byte[] WithMessage(WebhookEndpoint endpoint, string message)
    {
        var json = new JsonText().Object().Member("message", message).Name("webhook");
        Write(json, endpoint);
        return json.End().ToBytes();
    }

    public static byte[] Deleted() =>
        new JsonText().Object().Member("message", "Webhook deleted. Its pending deliveries ended.").End().ToBytes();

    /// <summary>The answer to a new secret, the other one that shows it.</summary>
    public static byte[] SecretRenewed(EndpointSecrets secrets)
    {
        var message = secrets.OverlapUntil is null
            ? "Secret renewed; the old one has ended. Keep the new one: it is shown only now."
            : "Secret renewed; both sign until the old one ends. Keep the new one: it is shown only now.";
        var json = new JsonText().Object().Member("message", message);
        WriteSecret(json, secrets);
        return json.Member("overlapUntil", secrets.OverlapUntil).End().ToBytes();
    }

    private static void Write(JsonText json, WebhookEndpoint endpoint)
    {
        json.Object().Member("id", endpoint.Id).Member("url", endpoint.Url);
        WriteEvents(json, endpoint);
        json.Member("isActive", endpoint.IsActive).Member("lastTriggeredAt", endpoint.LastTriggeredAt);
        if (endpoint.LastResponseStatus is { } status) json.Member("lastResponseStatus", (long)status);
        else json.NullMember("lastResponseStatus");
        json.Member("failureCount", (long)endpoint.FailureCount)
            .Member("createdAt", endpoint.CreatedAt).Member("updatedAt", endpoint.UpdatedAt)
            .Member("pausedAt", endpoint.PausedAt)
            .Member("disabledReason", endpoint.DisabledReason is { } reason ? Spelling.Of(reason) : null).End();
    }

    private static void WriteSecret(JsonText json, EndpointSecrets secrets) => json
        .Member("secret", secrets.Current)
        .Member("standardSecret", WebhookSignature.StandardSecret(secrets.Current));

    private static void WriteEvents(JsonText json, WebhookEndpoint endpoint)
    {
        json.Array("events");
        foreach (var type in endpoint.Events) json.Text(type);
        json.EndArray();
    }
}
