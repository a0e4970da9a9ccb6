
namespace Dhmad.Api.Tests.Accounts;

[Collection(SharedServer.Name)]
public sealed class MeApiTests(ServerFixture fixture)
{
    [Fact]
    public async Task Me_is_the_key_and_its_developer()
    {
        await using var server = await ApiServer.StartAsync();
        var shop = await server.OpenShopAsync();
        var me = await shop.Api.Get("/api/v1/me");
        Assert.Equal(200, me.Status);
        Assert.Equal(
            ["id", "name", "keyPrefix", "environment", "isActive", "lastUsedAt", "expiresAt", "rateLimit", "metadata", "createdAt"],
            me.At("apiKey").EnumerateObject().Select(member => member.Name));
        Assert.Equal(shop.Key[..17], me.At("apiKey.keyPrefix").GetString());
        Assert.Equal("2026-09-01T08:30:00.000Z", me.At("apiKey.lastUsedAt").GetString());
        Assert.Equal((shop.DeveloperId, shop.DeveloperEmail, "Velo Souk SARL"),
            (me.At("developer.id").GetString(), me.At("developer.email").GetString(), me.At("developer.companyName").GetString()));
    }

    [Fact]
    public async Task The_balance_is_the_associated_users()
    {
        var server = fixture.Server;
        var shop = await server.OpenShopAsync();
        Assert.Equal("""{"balance":{"available":0,"pending":0,"escrow":0}}""", (await shop.Api.Get("/api/v1/balance")).Is(200).Text);
        await shop.Api.Post("/api/v1/sandbox/top-up", $$"""{"email":"{{shop.Owner}}","amount":321.5}""");
        Assert.Equal("""{"balance":{"available":321.5,"pending":0,"escrow":0}}""", (await shop.Api.Get("/api/v1/balance")).Is(200).Text);

        await (await shop.PortalAsync()).Send("DELETE", "/api/developer/association", null);
        var refused = await shop.Api.Get("/api/v1/balance");
        Assert.Equal((403, "ASSOCIATION_REQUIRED"), (refused.Status, refused.Code));
        Assert.Equal(200, (await shop.Api.Get("/api/v1/me")).Status);
    }
}
