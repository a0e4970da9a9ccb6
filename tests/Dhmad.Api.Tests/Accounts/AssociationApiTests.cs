using Dhmad.Grains.Accounts;

namespace Dhmad.Api.Tests.Accounts;

[Collection(SharedServer.Name)]
public sealed class AssociationApiTests(ServerFixture fixture)
{
    private const string Path = "/api/developer/association";

    [Fact]
    public async Task A_mailed_link_that_is_confirmed_associates_and_can_be_ended()
    {
        await using var server = await ApiServer.StartAsync();
        var shop = await server.OpenShopAsync();
        var developer = await shop.PortalAsync();
        var anis = shop.OtherPerson;
        Assert.Equal(shop.OwnerId, (await developer.Get(Path)).At("association.user._id").GetString());
        Assert.Equal((409, "ALREADY_ASSOCIATED"), Outcome(await developer.Post(Path, Body(anis))));
        Assert.Equal(200, (await developer.Send("DELETE", Path, null)).Status);
        Assert.Equal("""{"association":null,"pending":null}""", (await developer.Get(Path)).Is(200).Text);

        var invited = await developer.And("Idempotency-Key", "k").Post(Path, Body(anis));
        Assert.Equal(202, invited.Status);
        Assert.Equal(invited.Bytes, (await developer.And("Idempotency-Key", "k").Post(Path, Body(anis))).Bytes);
        Assert.Equal(
            $$$"""{"association":null,"pending":{"email":"{{{anis}}}","expiresAt":"2026-09-02T08:30:00.000Z"}}""",
            (await developer.Get(Path)).Is(200).Text);

        var mails = await shop.Api.Get($"/api/v1/sandbox/inbox?to={anis}");
        var link = mails.At("mails").EnumerateArray().Single().GetProperty("links").EnumerateArray().Single().GetString()!;
        var grains = server.Grains;
        var anisId = (await grains.User(anis).Read())!.Id;
        Assert.False((await grains.User(anis).AcceptOffer(link.Split('/')[^1])).IsRefused);
        Assert.Equal(
            $$$"""{"association":{"user":{"_id":"{{{anisId}}}","email":"{{{anis}}}","firstName":"Anis","lastName":"Mejri"},"since":"2026-09-01T08:30:00.000Z"},"pending":null}""",
            (await developer.Get(Path)).Is(200).Text);
        await developer.Send("DELETE", Path, null);
        Assert.Equal((403, "ASSOCIATION_REQUIRED"), Outcome(await shop.Api.Get("/api/v1/balance")));
    }

    [Fact]
    public async Task Refusals_have_their_codes()
    {
        var server = fixture.Server;
        var shop = await server.OpenShopAsync();
        var other = await server.OpenShopAsync();
        var developer = await shop.PortalAsync();
        await developer.Send("DELETE", Path, null);
        var unknown = await developer.Post(Path, Body("nobody@example.tn"));
        Assert.Equal((404, "USER_NOT_FOUND", "User not found"), (unknown.Status, unknown.Code, unknown.At("error").GetString()));
        Assert.Equal((409, "USER_ASSOCIATED_ELSEWHERE"), Outcome(await developer.Post(Path, Body(other.Owner))));
        Assert.Equal(["email"], (await developer.Post(Path, """{"email":"no"}""")).BadFields);
    }

    private static string Body(string email) => $$"""{"email":"{{email}}"}""";

    private static (int Status, string? Code) Outcome(Answer answer) => (answer.Status, answer.Code);
}
