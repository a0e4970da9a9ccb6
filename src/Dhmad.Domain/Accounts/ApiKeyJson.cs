namespace Dhmad.Domain.Accounts;

/// <summary>API keys as answers show them.</summary>
/// <param name="limitPerMinute">The deployment's limit, shown for keys without their own.</param>
public sealed class ApiKeyJson(int limitPerMinute)
{
    /// <summary>The body of <c>GET /api/v1/me</c>.</summary>
    public byte[] Me(ApiKey key, Developer developer)
    {
        var json = new JsonText().Object();
        Write(json.Name("apiKey"), key);
        return json.Object("developer")
            .Member("id", developer.Id)
            .Member("email", developer.Email)
            .Member("companyName", developer.Settings.CompanyName)
            .End().End().ToBytes();
    }

    public byte[] List(IReadOnlyList<ApiKey> keys)
    {
        var json = new JsonText().Object().Array("apiKeys");
        foreach (var key in keys) Write(json, key);
        return json.EndArray().End().ToBytes();
    }

    public byte[] Changed(ApiKey key, string message)
    {
        var json = new JsonText().Object().Member("message", message);
        Write(json.Name("apiKey"), key);
        return json.End().ToBytes();
    }

    /// <summary>The one answer that shows the key itself.</summary>
    public byte[] Made(ApiKey key, string secret, string message)
    {
        var json = new JsonText().Object().Member("message", message);
        Write(json.Name("apiKey"), key);
        return json.Member("key", secret).End().ToBytes();
    }

    private void Write(JsonText json, ApiKey key)
    {
        json.Object()
            .Member("id", key.Id).Member("name", key.Name).Member("keyPrefix", key.KeyPrefix)
            .Member("environment", Spelling.Of(key.Environment)).Member("isActive", key.IsActive)
            .Member("lastUsedAt", key.LastUsedAt).Member("expiresAt", key.ExpiresAt)
            .Member("rateLimit", (long)(key.RateLimit ?? limitPerMinute))
            .Object("metadata");
        foreach (var (name, value) in key.Metadata) json.Member(name, value);
        json.End().Member("createdAt", key.CreatedAt).End();
    }
}
