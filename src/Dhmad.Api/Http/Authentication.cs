using Dhmad.Domain;
using Dhmad.Domain.Accounts;
using Dhmad.Grains.Accounts;
using Microsoft.Extensions.Primitives;

namespace Dhmad.Api.Http;

/// <summary>
/// Finds out who calls from the headers of a request. Unknown, switched-off and expired credentials look alike.
/// </summary>
public sealed class Authentication(IGrainFactory grains, DhmadSettings settings)
{
    private const string ApiKeyHeader = "X-API-Key";
    private const string Bearer = "Bearer";

    public Task<ApiCaller> FindAsync(HttpContext http, Credential credential) => credential switch
    {
        Credential.ApiKey => FindKeyAsync(http),
        Credential.DeveloperToken => FindTokenAsync(http),
        _ => Task.FromResult(Stranger(http, null)),
    };

    private async Task<ApiCaller> FindKeyAsync(HttpContext http)
    {
        var refused = ReadKey(http.Request.Headers, out var key);
        if (refused is not null) return Stranger(http, refused);
        var known = await grains.ApiKey(SecretToken.Hash(key)).Authenticate();
        if (known is null) return Stranger(http, InvalidKey());
        return new ApiCaller("key_" + known.Id, known.RateLimit ?? settings.RateLimit.PerMinute)
        {
            DeveloperId = known.DeveloperId,
            Key = known,
        };
    }

    private async Task<ApiCaller> FindTokenAsync(HttpContext http)
    {
        var sent = http.Request.Headers.Authorization;
        var token = sent.Count == 1 ? BearerOf(sent[0]) : null;
        var developerId = token is not null && SecretToken.IsWellFormed(token, SecretToken.DeveloperPrefix)
            ? await grains.DeveloperToken(SecretToken.Hash(token)).Authenticate()
            : null;
        if (developerId is null) return Stranger(http, InvalidToken());
        return new ApiCaller("developer_" + developerId, settings.RateLimit.PerMinute)
        {
            DeveloperId = developerId,
            Token = token,
        };
    }

    private ApiCaller Stranger(HttpContext http, Problem? refused) =>
        new("address_" + ClientAddress.BucketOf(http), settings.RateLimit.PerMinute) { Refused = refused };

    /// <summary>The one key of both headers, well-formed and of our environment.</summary>
    private Problem? ReadKey(IHeaderDictionary headers, out string key)
    {
        key = "";
        var bearer = headers.Authorization;
        var plain = headers[ApiKeyHeader];
        if (bearer.Count == 0 && plain.Count == 0) return MissingKey();
        if (!TryAgree(bearer, plain, out key)) return ConflictingKeys();
        if (ApiKeyForm.EnvironmentOf(key) is { } environment && environment != settings.Environment)
        {
            return Problems.Of(
                "WRONG_ENVIRONMENT", $"This deployment accepts only {Spelling.Of(settings.Environment)} keys.");
        }

        return ApiKeyForm.IsWellFormed(key) ? null : InvalidKey();
    }

    /// <summary>Both headers, and each of them, may hold one value only.</summary>
    private static bool TryAgree(StringValues bearer, StringValues plain, out string key)
    {
        var first = bearer.Count > 0 ? BearerOf(bearer[0]) : plain[0]?.Trim();
        key = first ?? "";
        foreach (var value in bearer)
            if ((BearerOf(value) ?? "") != key) return false;
        foreach (var value in plain)
            if ((value?.Trim() ?? "") != key) return false;
        return true;
    }

    /// <summary>What follows <c>Bearer</c>, in any case; null when it is another scheme or not there.</summary>
    private static string? BearerOf(string? text)
    {
        if (text is null) return null;
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        return space > 0 && text.AsSpan(0, space).Equals(Bearer, StringComparison.OrdinalIgnoreCase)
            ? text[(space + 1)..].Trim()
            : null;
    }

    private static Problem MissingKey() => Problems.Of(
        "MISSING_API_KEY", "Send your API key as \"Authorization: Bearer <key>\" or \"X-API-Key: <key>\".");

    private static Problem ConflictingKeys() => Problems.Of(
        "CONFLICTING_API_KEYS", "The Authorization and X-API-Key headers hold different keys; send one.");

    private static Problem InvalidKey() => Problems.Of(
        "INVALID_API_KEY", "The API key is not known, switched off or expired.");

    private static Problem InvalidToken() => Problems.Of(
        "INVALID_DEVELOPER_TOKEN",
        "The developer token is missing, not known or expired; POST /api/developer/token gives one.");
}
