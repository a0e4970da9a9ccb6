using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Dhmad.Api.Tests.Accounts;

/// <summary>Whatever the fields hold, an account call answers as documented, never with a fault, and a refused one writes nothing.</summary>
[Collection(SharedServer.Name)]
public sealed class HostileBodyTests(ServerFixture fixture)
{
    private const int Runs = 40;

    private static readonly string[] Fields =
    [
        "email", "password", "name", "expiresAt", "rateLimit", "metadata", "isActive", "applicationName", "companyName",
        "website", "contact", "redirectUrls", "settings", "signatureImage", "amount", "action", "decision", "amountTnd", "reason", "note",
    ];

    private static readonly string[] Values =
    [
        "null", "true", "0", "-1", "1", "12.5", "0.0001", "1e999", "-1e999", "123456789012345678901234567890", "\"\"", "\" \"",
        "[]", "{}", "[null]", "[1,\"x\"]", "[\"https://ok.tn/a\"]", "[\"javascript:alert(1)\"]", "{\"a\":1}", "{\"\":\"x\"}", "{\"a\":\"b\"}",
        "\"a\\u0000b\"", "\"\\ud800\"", "\"\\u202e\\u0623\"", "\"🙂\"", "\"'; DROP TABLE users; --\"", "\"<script>alert(1)</script>\"",
        "\"amel@example.tn\"", "\"a@b@c.tn\"", "\"2026-09-01T08:30:00Z\"", "\"2026-13-01T08:30:00Z\"", "\"9999-12-31T23:59:59.999-23:59\"",
        "\"resolve_dispute\"", "\"split\"", "\"data:image/png;base64,\"", "\"" + new string('x', 5000) + "\"",
    ];

    public static readonly TheoryData<string, string> Calls = new()
    {
        { "POST", "/api/developer/token" },
        { "POST", "/api/developer/keys" },
        { "PUT", "/api/developer/keys/{key}" },
        { "PUT", "/api/developer/settings" },
        { "PUT", "/api/developer/signature" },
        { "POST", "/api/developer/association" },
        { "POST", "/api/v1/sandbox/top-up" },
        { "POST", "/api/v1/sandbox/escrows/{escrow}/operator" },
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Every_answer_is_documented_and_a_refusal_writes_nothing(string method, string path)
    {
        var shop = await fixture.Server.OpenShopAsync();
        var client = path.StartsWith("/api/v1", StringComparison.Ordinal) ? shop.Api : await shop.PortalAsync();
        var key = (await shop.Api.Get("/api/v1/me")).At("apiKey.id").GetString();
        path = path.Replace("{key}", key, StringComparison.Ordinal)
            .Replace("{escrow}", await shop.CreateAsync(), StringComparison.Ordinal);

        foreach (var body in Bodies().Sample(Runs))
        {
            var before = await fixture.Server.CountRowsAsync();
            var answer = await client.Send(method, path, body);
            Assert.True(answer.Status < 500, $"{method} {path} {body} -> {answer.Status} {answer.Text}");
            if (answer.Status == 400) Assert.Equal(before, await fixture.Server.CountRowsAsync());
        }
    }

    private static Gen<string> Bodies() =>
        Gen.Zip(Gen.Elements(Fields), Gen.Elements(Values)).ListOf().Select(members =>
        {
            var json = new StringBuilder("{");
            foreach (var (name, value) in members)
            {
                if (json.Length > 1) json.Append(',');
                json.Append('"').Append(name).Append("\":").Append(value);
            }

            return json.Append('}').ToString();
        });
}
