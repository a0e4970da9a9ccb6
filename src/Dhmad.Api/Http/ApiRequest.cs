using Dhmad.Domain;
using Dhmad.Domain.Accounts;
using Dhmad.Domain.Escrows;

namespace Dhmad.Api.Http;

/// <summary>A request that passed every check of the shell: who calls, with which body, query and path id.</summary>
public sealed class ApiRequest(HttpContext http, ApiCaller caller, Fields fields, Query query)
{
    private static readonly IReadOnlyList<string> Languages = ["en", "fr", "ar"];

    public HttpContext Http => http;

    public ApiCaller Caller => caller;

    public string DeveloperId => caller.DeveloperId;

    /// <summary>The API key; only behind doors that ask for one.</summary>
    public ApiKey Key => caller.Key ?? throw new InvalidOperationException("This door asks for no API key.");

    public Fields Fields => fields;

    public Query Query => query;

    /// <summary>The id in the path, lower case; only where the operation names what it is of.</summary>
    public string Id { get; init; } = "";

    /// <summary>The taken idempotency key, to be stored with the answer in the commit of its effect.</summary>
    public IdempotencyClaim? Idempotency { get; init; }

    /// <summary>A second path part that is a UUID; false means there is no such thing.</summary>
    public bool TryUuid(string name, out Guid id) =>
        UuidText.TryRead(http.Request.RouteValues[name] as string, out id);

    /// <summary>The best of our languages for words that a person reads.</summary>
    public string Language(DhmadSettings settings) =>
        AcceptLanguage.Best(http.Request.Headers.AcceptLanguage, Languages) ?? settings.DefaultLanguage;
}
