using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Dhmad.Api.Tests;

/// <summary>
/// Whatever the bytes, for every call of the document: the answer is a documented one, never a 500, and what was refused
/// has written nothing.
/// </summary>
public sealed class HostileInputTests : IAsyncLifetime
{
    private const int Tries = 60;

    /// <summary>Calls that end what the test stands on, or that count failures on purpose.</summary>
    private static readonly string[] LeftOut =
        ["DELETE /api/developer/token", "DELETE /api/developer/association", "POST /api/developer/token"];

    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-0", "-1", "1", "1.5", "4", "100", "1e999999", "1e-999999", "9007199254740993",
        "123456789012345678901234567890", "10.00000000000000000000000000000000001", "[]", "{}", "[null]", "[[[[]]]]",
        "{\"a\":{\"b\":[{}]}}", "\"\"", "\" \"", "\"a\"", "\"\\u0000\"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\u202e\\u0627\"",
        "\"🙂\"", "\"<script>\"", "\"'; DROP TABLE escrows;--\"", "\"%00\"", "\"\\r\\n\"", "\"\\t\"", "\"quick\"", "\"standard\"",
        "\"instant\"", "\"TND\"", "\"USD\"", "\"sami@example.tn\"", "\"a@b\"", "\"a@@b.c\"", "\"accept_pay\"", "\"dispute\"",
        "\"http://localhost:3000/callback\"", "\"https://a.example/x?y#z\"", "\"http://[::1]:99999/\"", "\"javascript:x\"",
        "\"https://user@h/\"", "\"2026-09-01T08:30:00Z\"", "\"9999-12-31T23:59:59.999-23:59\"", "\"0000-00-00\"", "\"resolve_dispute\"",
        "\"split\"", "[\"escrow.created\"]", "[\"escrow.created\",\"escrow.created\"]", "[1]", "{\"type\":\"purchase_proof_required\"}",
        $"\"{new string('x', 300)}\"", $"\"{new string('é', 11_000)}\"", "\"data:image/png;base64,AAAA\"",
    ];

    private ApiServer _server = null!;
    private Shop _shop = null!;
    private ApiClient _portal = null!;
    private string _escrow = null!;
    private string _session = null!;
    private string _counts = null!;

    public async Task InitializeAsync()
    {
        _server = await ApiServer.StartAsync();
        _shop = await _server.OpenShopAsync();
        _portal = await _shop.PortalAsync();
        _escrow = await _shop.PaidAsync();
        _session = await _shop.OpenSessionAsync(await _shop.CreateAsync(), "accept_pay", _shop.Buyer);
        _counts = await _server.CountRowsAsync();
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public void Bytes_of_every_kind_are_answered_as_documented() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(Tries * Calls().Count),
        Prop.ForAll(Requests().ToArbitrary(), request => SendAsync(request).GetAwaiter().GetResult()));

    private sealed record Request(string Method, string Path, byte[] Body, string? Key)
    {
        public override string ToString() => $"{Method} {Path} [{Key}] {Encoding.UTF8.GetString(Body)}";
    }

    private async Task SendAsync(Request request)
    {
        var client = request.Path.StartsWith("/api/v1", StringComparison.Ordinal) ? _shop.Api : _portal;
        if (request.Key is not null) client = client.And("Idempotency-Key", request.Key);
        var answer = await client.Send(request.Method, request.Path, request.Body, "application/json");
        Assert.True(answer.Status != 500, answer.Text);
        var counts = await _server.CountRowsAsync();
        if (answer.Status >= 400) Assert.Equal(_counts, counts);
        _counts = counts;
    }

    private List<string> Calls() => [.. _server.Documented.Operations.Except(LeftOut)];

    private Gen<Request> Requests() =>
        from call in Gen.Elements(Calls().AsEnumerable())
        from path in Paths(call.Split(' ')[1])
        from query in Queries()
        from body in Gen.OneOf(Objects(call), Objects(call), Nearly(), Bytes(), Broken(call))
        from key in Gen.Elements([null, null, null, null, null, null, null, null, "", "k", "é", new string('k', 256)])
        select new Request(call.Split(' ')[0], path + query, body, key);

    private Gen<string> Paths(string pattern) =>
        from id in Gen.Elements(_escrow, _escrow, _escrow, _escrow, _escrow, _escrow, "66d4a1f09b3c5e7a2f1d8c40", "x", "%20", "..%2f", "%F0%9F%99%82")
        from other in Gen.Elements(_session, _session, "0b7e3a52-6c1d-4f7a-9d55-2e8f4b6a1c90", "x", "%27--")
        select System.Text.RegularExpressions.Regex.Replace(
            pattern.Replace("{id}", id, StringComparison.Ordinal), @"\{\w+\}", other);

    private static Gen<string> Queries() => Gen.Elements(
        "", "", "", "?page=0&limit=-1", "?page=1e3", "?cursor=MSAA", "?after=-1&limit=%00", "?status=paid&role=x", "?limit=99999999999999",
        "?&&=&%", "?to=%ff%fe", "?cursor=" + new string('A', 300));

    /// <summary>An object with names the call knows, and a few it does not, holding anything.</summary>
    private Gen<byte[]> Objects(string call)
    {
        string[] names = [.. _server.Documented.FieldsOf(call), "x", "\\u0000", "__proto__", "\\ud800"];
        var members =
            from name in Gen.Elements(names)
            from value in Gen.Elements(Values)
            select $"\"{name}\":{value}";
        return from list in Gen.ListOf(members)
               select Encoding.UTF8.GetBytes($"{{{string.Join(',', list.Take(12))}}}");
    }

    /// <summary>A body that is right for one call or another, but for one field.</summary>
    private Gen<byte[]> Nearly() =>
        from body in Gen.Elements<IDictionary<string, object?>>(
            _shop.NewEscrow("standard"), _shop.NewEscrow(), _shop.NewEscrow("instant"), Acting.Session("accept_pay", _shop.Buyer))
        from name in Gen.Elements(body.Keys.AsEnumerable())
        from value in Gen.Elements(Values)
        select Encoding.UTF8.GetBytes(JsonSerializer.Serialize(body).TrimEnd('}') + $",\"{name}\":{value}}}");

    private static Gen<byte[]> Bytes() =>
        from list in Gen.ListOf(Gen.Choose(0, 255))
        select list.Select(number => (byte)number).ToArray();

    /// <summary>An object with one byte changed.</summary>
    private Gen<byte[]> Broken(string call) =>
        from whole in Objects(call)
        from place in Gen.Choose(0, whole.Length - 1)
        from value in Gen.Choose(0, 255)
        select whole.Select((one, index) => index == place ? (byte)value : one).ToArray();
}
