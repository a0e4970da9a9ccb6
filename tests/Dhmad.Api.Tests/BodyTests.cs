using System.Text;

namespace Dhmad.Api.Tests;

/// <summary>Bodies as bytes: size, type, and being a JSON object at all.</summary>
[Collection(SharedServer.Name)]
public class BodyTests(ServerFixture fixture)
{
    private const string Escrows = "/api/v1/escrows";
    private const int MaxBytes = 256 * 1024;

    private readonly ApiClient _api = fixture.Shop.Api;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_of_256_KiB_is_read_and_one_byte_more_is_not(bool isChunked)
    {
        (await _api.Send("POST", Escrows, Padded(MaxBytes), "application/json", isChunked)).Is(400, "VALIDATION_FAILED");
        var answer = await _api.Send("POST", Escrows, Padded(MaxBytes + 1), "application/json", isChunked);
        answer.Is(413, "PAYLOAD_TOO_LARGE");
        Assert.Equal("Payload Too Large", answer.At("error").GetString());
        Assert.NotNull(answer.Header("X-RateLimit-Remaining"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("APPLICATION/JSON;charset=UTF-8")]
    public async Task Json_may_come_as_such_or_without_a_type(string? contentType)
    {
        (await _api.Send("POST", Escrows, "{}"u8.ToArray(), contentType)).Is(400, "VALIDATION_FAILED");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/jsonp")]
    [InlineData("application/problem+json")]
    [InlineData("nonsense")]
    public async Task Another_type_is_refused_unless_there_is_nothing_in_it(string contentType)
    {
        (await _api.Send("POST", Escrows, "{}"u8.ToArray(), contentType)).Is(415, "UNSUPPORTED_MEDIA_TYPE");
        (await _api.Send("POST", Escrows, [], contentType)).Is(400, "VALIDATION_FAILED");
    }

    [Fact]
    public async Task No_body_an_empty_one_and_an_empty_object_mean_the_same()
    {
        var none = await _api.Send("POST", Escrows, null);
        var empty = await _api.Send("POST", Escrows, [], "application/json");
        var emptyObject = await _api.Post(Escrows, "{}");
        var justNulls = await _api.Post(Escrows, """{ "title": null, "amount": null, "buyerEmail": null, "mode": null }""");
        none.Is(400, "VALIDATION_FAILED");
        Assert.All([empty, emptyObject, justNulls], answer => Assert.Equal(none.Text, answer.Text));
    }

    public static TheoryData<byte[]> Malformed =>
    [
        "{"u8.ToArray(), "}"u8.ToArray(), "nonsense"u8.ToArray(), " "u8.ToArray(), "\0"u8.ToArray(), "{}{}"u8.ToArray(),
        "[]"u8.ToArray(), "null"u8.ToArray(), "12"u8.ToArray(), "\"text\""u8.ToArray(), "true"u8.ToArray(),
        "{\"a\":1,}"u8.ToArray(), "{'a':1}"u8.ToArray(), "{a:1}"u8.ToArray(), "{\"a\":01}"u8.ToArray(), "{\"a\":NaN}"u8.ToArray(),
        "{\"a\":1 /* comment */}"u8.ToArray(), "{\"a\":\"\n\"}"u8.ToArray(), "{\"a\":\"\\x\"}"u8.ToArray(),
        [(byte)'{', (byte)'"', 0xFF, (byte)'"', (byte)':', (byte)'1', (byte)'}'],
        [(byte)'{', (byte)'"', (byte)'a', (byte)'"', (byte)':', (byte)'"', 0xED, 0xA0, 0x80, (byte)'"', (byte)'}'],
        Encoding.Unicode.GetBytes("{}"),
        Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 40)) + "1" + new string('}', 40)),
        Encoding.UTF8.GetBytes("{\"a\":" + new string('[', 100_000)),
    ];

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task What_is_no_json_object_is_malformed(byte[] body)
    {
        foreach (var path in new[] { Escrows, $"{Escrows}/66d4a1f09b3c5e7a2f1d8c40/cancel" })
        {
            var answer = (await _api.Send("POST", path, body, "application/json")).Is(400, "MALFORMED_JSON");
            Assert.Equal(["body"], answer.BadFields);
        }
    }

    [Fact]
    public async Task Unknown_fields_are_ignored_whatever_they_hold()
    {
        var answer = await _api.Post(Escrows, """
            { "\ud800": 1, "x": "\udc00", "": null, "huge": 1e999999, "__proto__": {}, "deep": [[[[{}]]]], "title": 7 }
            """);
        answer.Is(400, "VALIDATION_FAILED");
        Assert.Equal("must be a string", answer.At("details.title").GetString());
    }

    [Fact]
    public async Task Of_a_repeated_key_the_last_counts()
    {
        var answer = await _api.Post(Escrows, """{ "title": "fine", "title": 7, "amount": "x", "\u0061mount": 5 }""");
        Assert.Contains("title", answer.Is(400, "VALIDATION_FAILED").BadFields);
        Assert.DoesNotContain("amount", answer.BadFields);
    }

    [Fact]
    public async Task A_byte_order_mark_is_read_over()
    {
        var body = Encoding.UTF8.GetPreamble().Concat("{}"u8.ToArray()).ToArray();
        (await _api.Send("POST", Escrows, body, "application/json")).Is(400, "VALIDATION_FAILED");
    }

    private static byte[] Padded(int length)
    {
        var body = new byte[length];
        Array.Fill(body, (byte)' ');
        "{\"title\":1"u8.CopyTo(body);
        body[^1] = (byte)'}';
        return body;
    }
}
