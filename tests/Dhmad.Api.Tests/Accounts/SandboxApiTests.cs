using Dhmad.Domain;
using Dhmad.Grains.Accounts;

namespace Dhmad.Api.Tests.Accounts;

[Collection(SharedServer.Name)]
public sealed class SandboxApiTests(ServerFixture fixture)
{
    [Fact]
    public async Task The_inbox_shows_codes_newest_first_page_by_page()
    {
        await using var server = await ApiServer.StartAsync();
        var shop = await server.OpenShopAsync();
        var grains = server.Grains;
        for (var i = 0; i < 3; i++)
        {
            await grains.User($"u{i}@example.tn").AskCode(new CodeRequest("b", $"192.0.2.{i}", "en"));
            server.Time.Jump(TimeSpan.FromMilliseconds(1));
        }

        var first = await shop.Api.Get("/api/v1/sandbox/inbox?limit=2");
        var second = await shop.Api.Get($"/api/v1/sandbox/inbox?limit=2&cursor={first.At("nextCursor").GetString()}");
        Assert.Equal(["u2@example.tn", "u1@example.tn"], Recipients(first));
        Assert.Equal(["u0@example.tn"], Recipients(second));
        Assert.Equal("null", second.At("nextCursor").GetRawText());
        Assert.Matches("^[0-9]{6}$", first.At("mails")[0].GetProperty("code").GetString());
        Assert.Equal(["u1@example.tn"], Recipients(await shop.Api.Get("/api/v1/sandbox/inbox?to=%20U1@EXAMPLE.tn")));

        var bad = await shop.Api.Get("/api/v1/sandbox/inbox?to=x&cursor=!&limit=many");
        Assert.Equal((400, "VALIDATION_FAILED"), (bad.Status, bad.Code));
        Assert.Equal(["cursor", "limit", "to"], bad.BadFields.Order(StringComparer.Ordinal));
        var noId = (await shop.Api.Get("/api/v1/sandbox/inbox?cursor=MSAA")).Is(400, "VALIDATION_FAILED");
        Assert.Equal(["cursor"], noId.BadFields);
    }

    [Fact]
    public async Task A_top_up_creates_the_user_and_happens_once_per_idempotency_key()
    {
        var server = fixture.Server;
        var shop = await server.OpenShopAsync();
        const string body = """{"email":"Leila@example.tn","amount":10.5000}""";
        var first = await shop.Api.And("Idempotency-Key", "k").Post("/api/v1/sandbox/top-up", body);
        Assert.Equal(200, first.Status);
        Assert.Equal("""{"available":10.5,"pending":0,"escrow":0}""", first.At("balance").GetRawText());
        Assert.Equal(first.Bytes, (await shop.Api.And("Idempotency-Key", "k").Post("/api/v1/sandbox/top-up", body)).Bytes);
        Assert.Equal(21m, (await shop.Api.Post("/api/v1/sandbox/top-up", body)).At("balance.available").GetDecimal());
    }

    [Theory]
    [InlineData("{}", "email", "amount")]
    [InlineData("""{"email":"a@b.tn","amount":0}""", "amount")]
    [InlineData("""{"email":"a@b.tn","amount":-1}""", "amount")]
    [InlineData("""{"email":"a@b.tn","amount":0.0001}""", "amount")]
    [InlineData("""{"email":"a@b.tn","amount":1000000.001}""", "amount")]
    [InlineData("""{"email":"a@b.tn","amount":"10"}""", "amount")]
    [InlineData("""{"email":"a@b","amount":1e400}""", "email", "amount")]
    public async Task A_bad_top_up_names_its_fields_and_creates_nobody(string body, params string[] fields)
    {
        var server = fixture.Server;
        var shop = await server.OpenShopAsync();
        var answer = await shop.Api.Post("/api/v1/sandbox/top-up", body);
        Assert.Equal((400, "VALIDATION_FAILED"), (answer.Status, answer.Code));
        Assert.Equal(fields, answer.BadFields);
        Assert.Null(await server.Grains.User("a@b.tn").Read());
    }

    [Fact]
    public async Task In_live_these_paths_do_not_exist()
    {
        await using var server = await ApiServer.StartAsync(ApiServer.Unhurried with
        {
            Environment = DeploymentEnvironment.Live,
            PublicUrl = "https://pay.example.tn",
            SecretKey = Convert.ToBase64String(new byte[32]),
        });
        foreach (var path in new[] { "/api/v1/sandbox/inbox", "/api/v1/sandbox/top-up", "/api/v1/sandbox/scenario" })
        {
            var answer = await server.Stranger().Get(path);
            Assert.Equal((404, "ROUTE_NOT_FOUND"), (answer.Status, answer.Code));
        }
    }

    private static IEnumerable<string> Recipients(Answer answer) =>
        answer.At("mails").EnumerateArray().Select(mail => mail.GetProperty("to").GetString()!);
}
