using System.Net.Http.Headers;
using System.Text;

namespace Dhmad.Api.Tests.Kit;

/// <summary>A caller with its headers. Every answer is held against the OpenAPI document before a test sees it.</summary>
public sealed class ApiClient(ApiServer server, HttpClient http)
{
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>The same caller with one header more.</summary>
    public ApiClient And(string header, string value) => new(server, http) { Headers = [.. Headers, (header, value)] };

    public Task<Answer> Get(string path) => Send("GET", path, null);

    public Task<Answer> Post(string path, string? json = null) => Send("POST", path, json);

    public Task<Answer> Post(string path, object body) => Send("POST", path, JsonSerializer.Serialize(body));

    public Task<Answer> Put(string path, string? json) => Send("PUT", path, json);

    public Task<Answer> Put(string path, object body) => Send("PUT", path, JsonSerializer.Serialize(body));

    public Task<Answer> Send(string method, string path, string? json) =>
        Send(method, path, json is null ? null : Encoding.UTF8.GetBytes(json), "application/json");

    public async Task<Answer> Send(
        string method, string path, byte[]? body, string? contentType, bool isChunked = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Parse(method), path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Headers.TransferEncodingChunked = isChunked ? true : null;
            if (contentType is not null) request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        foreach (var (name, value) in Headers) Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        using var response = await http.SendAsync(request);
        var answer = await Answer.ReadAsync(response);
        if (method != "HEAD") server.Documented.Check(method, request.RequestUri!.AbsolutePath, answer);
        return answer;
    }
}

/// <summary>What came back.</summary>
public sealed record Answer(int Status, byte[] Bytes, string? ContentType, HttpResponseHeaders Headers, string[] Allow)
{
    public string Text => Encoding.UTF8.GetString(Bytes);

    public JsonElement Json => JsonElement.Parse(Bytes);

    /// <summary>The constant code of an error; null for success.</summary>
    public string? Code => Status < 400 || Bytes.Length == 0 ? null : Json.GetProperty("code").GetString();

    public static async Task<Answer> ReadAsync(HttpResponseMessage response) => new(
        (int)response.StatusCode,
        await response.Content.ReadAsByteArrayAsync(),
        response.Content.Headers.ContentType?.ToString(),
        response.Headers,
        [.. response.Content.Headers.Allow]);

    public string? Header(string name) => Headers.TryGetValues(name, out var values) ? string.Join(",", values) : null;

    /// <summary>A part of the body, such as <c>escrow.buyer.email</c> or <c>details.amount</c>.</summary>
    public JsonElement At(string path) =>
        path.Split('.').Aggregate(Json, (json, name) => json.GetProperty(name));

    /// <summary>The paths of the bad fields, in order.</summary>
    public IEnumerable<string> BadFields => Json.TryGetProperty("details", out var details)
        ? details.EnumerateObject().Select(detail => detail.Name)
        : [];

    /// <summary>Fails with the whole answer when it is not this one.</summary>
    public Answer Is(int status, string? code = null)
    {
        Assert.True(Status == status && Code == code, $"expected {status} {code}, got {Status} {Text}");
        return this;
    }
}
