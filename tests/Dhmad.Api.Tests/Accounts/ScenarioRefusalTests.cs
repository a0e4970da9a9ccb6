using Dhmad.Domain;

namespace Dhmad.Api.Tests.Accounts;

/// <summary>What a scenario is refused for is told before anything of it is made.</summary>
public sealed class ScenarioRefusalTests
{
    private const string Path = "/api/v1/sandbox/scenario";
    private const string OneOfEach = """{"name":"one_of_each"}""";

    [Fact]
    public async Task Escrows_need_an_associated_user_who_sells_and_a_place_to_return_to_but_people_do_not()
    {
        await using var server = await ApiServer.StartAsync();
        var shop = await server.OpenShopAsync();
        var portal = await shop.PortalAsync();
        (await portal.Put("/api/developer/settings", """{"redirectUrls":[]}""")).Is(200);
        await RefusedAsync(server, shop, 400, "NO_REDIRECT_URLS_CONFIGURED");
        (await portal.Send("DELETE", "/api/developer/association", null)).Is(200);
        await RefusedAsync(server, shop, 403, "ASSOCIATION_REQUIRED");
        (await shop.Api.Post(Path, """{"name":"fresh","seed":9}""")).Is(201);
    }

    [Fact]
    public async Task Settings_that_no_made_person_can_meet_are_named()
    {
        await AloneAsync(
            new DhmadSettings { Escrows = new EscrowSettings { RequireSellerKyc = true } }, 400, "SELLER_NOT_READY");
        await AloneAsync(
            new DhmadSettings { Payments = new PaymentSettings { RequireVerifiedPhone = true } }, 400, "PHONE_NOT_VERIFIED");
        await AloneAsync(
            new DhmadSettings { Payments = new PaymentSettings { Rails = ["manual_transfer"] } }, 400, "RAIL_NOT_AVAILABLE");
    }

    [Fact]
    public async Task All_of_it_must_fit_into_the_day()
    {
        await using var server = await ApiServer.StartAsync(
            new DhmadSettings { Escrows = new EscrowSettings { DailyLimitPerDeveloper = 24 } });
        var (shop, other) = (await server.OpenShopAsync(), await server.OpenShopAsync());
        await shop.CreateAsync();
        var refused = await RefusedAsync(server, shop, 429, "DAILY_LIMIT_REACHED");
        Assert.Equal((24, 1, 23), (
            refused.At("limit").GetInt32(), refused.At("count").GetInt32(), refused.At("remaining").GetInt32()));
        (await other.Api.Post(Path, OneOfEach)).Is(201);
    }

    private static async Task AloneAsync(DhmadSettings settings, int status, string code)
    {
        await using var server = await ApiServer.StartAsync(settings);
        await RefusedAsync(server, await server.OpenShopAsync(), status, code);
    }

    private static async Task<Answer> RefusedAsync(ApiServer server, Shop shop, int status, string code)
    {
        await shop.Api.Get("/api/v1/me");
        var before = await server.CountRowsAsync();
        var answer = (await shop.Api.And("Idempotency-Key", "k").Post(Path, OneOfEach)).Is(status, code);
        Assert.Equal(before, await server.CountRowsAsync());
        return answer;
    }
}
