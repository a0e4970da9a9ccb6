using Dhmad.Domain.Accounts;

namespace Dhmad.Api.Tests.Accounts;

[Collection(SharedServer.Name)]
public sealed class SettingsApiTests(ServerFixture fixture)
{
    private const string Path = "/api/developer/settings";
    private static readonly byte[] Png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13];

    [Fact]
    public async Task What_is_sent_changes_and_the_rest_stays()
    {
        var server = fixture.Server;
        var shop = await server.OpenShopAsync();
        var developer = await shop.PortalAsync();
        var changed = await developer.Put(
            Path, """{"companyName":"","website":"https://velo.tn","redirectUrls":["https://velo.tn/back","http://127.0.0.1:9/x"],"foo":1}""");
        Assert.Equal(
            """{"settings":{"applicationName":"Velo Souk","companyName":null,"website":"https://velo.tn","contact":null,"redirectUrls":["https://velo.tn/back","http://127.0.0.1:9/x"]}}""",
            changed.Is(200).Text);
        Assert.Equal(changed.Bytes, (await developer.Get(Path)).Bytes);
        Assert.Equal(changed.Bytes, (await developer.Put(Path, "{}")).Bytes);
    }

    [Fact]
    public async Task Settings_are_taken_as_they_are_read_too()
    {
        var server = fixture.Server;
        var shop = await server.OpenShopAsync();
        var developer = await shop.PortalAsync();
        var answer = await developer.Put(Path, """{"settings":{"contact":"Amel","redirectUrls":["ftp://x"]}}""");
        Assert.Equal(["settings.redirectUrls[0]"], answer.BadFields);
        Assert.Equal("Amel", (await developer.Put(Path, """{"settings":{"contact":"Amel"}}""")).At("settings.contact").GetString());
    }

    [Fact]
    public async Task Every_bad_setting_is_named_and_nothing_changes()
    {
        var server = fixture.Server;
        var shop = await server.OpenShopAsync();
        var developer = await shop.PortalAsync();
        var before = await developer.Get(Path);
        var answer = await developer.Put(
            Path,
            $$"""
            {"applicationName":"{{new string('x', 101)}}","contact":7,
             "redirectUrls":["https://ok.tn/a",1,"https://a.tn/?q=1","http://a.tn/","https://a.tn/#f","https://u@a.tn/"]}
            """);
        Assert.Equal((400, "VALIDATION_FAILED"), (answer.Status, answer.Code));
        Assert.Equal(
            ["applicationName", "contact", "redirectUrls[1]", "redirectUrls[2]", "redirectUrls[3]", "redirectUrls[4]", "redirectUrls[5]"],
            answer.BadFields);
        var many = string.Join(',', Enumerable.Range(0, 21).Select(index => $"\"https://a.tn/{index}\""));
        Assert.Equal(["redirectUrls"], (await developer.Put(Path, $$"""{"redirectUrls":[{{many}}]}""")).BadFields);
        Assert.Equal(before.Bytes, (await developer.Get(Path)).Bytes);
    }

    [Theory]
    [InlineData("/api/developer/signature")]
    [InlineData("/developer/signature")]
    public async Task A_signature_is_stored_and_never_given_back(string path)
    {
        var server = fixture.Server;
        var shop = await server.OpenShopAsync();
        var developer = await shop.PortalAsync();
        Assert.Equal("""{"hasSignature":false}""", (await developer.Get(path)).Is(200).Text);
        var stored = await developer.Put(path, $$"""{"signatureImage":"data:image/png;base64,{{Convert.ToBase64String(Png)}}"}""");
        Assert.Equal(["message", "hasSignature"], stored.Json.EnumerateObject().Select(member => member.Name));
        Assert.Equal("""{"hasSignature":true}""", (await developer.Get(path)).Is(200).Text);
        Assert.Equal(401, (await shop.Api.Get(path)).Status);
    }

    [Fact]
    public async Task A_signature_is_an_image_of_its_type_up_to_150_KiB()
    {
        var server = fixture.Server;
        var shop = await server.OpenShopAsync();
        var developer = await shop.PortalAsync();
        Task<Answer> Put(string image) =>
            developer.Put("/api/developer/signature", $$"""{"signatureImage":"{{image}}"}""");
        var largest = new byte[SignatureImage.MaxBytes];
        Png.CopyTo(largest, 0);

        Assert.Equal(200, (await Put("data:image/png;base64," + Convert.ToBase64String(largest))).Status);
        foreach (var bad in new[]
        {
            "", "hello", "data:image/svg+xml;base64,PHN2Zz4=", "data:image/gif;base64," + Convert.ToBase64String(Png),
            "data:image/png;base64,@@@@", "data:image/png;base64," + Convert.ToBase64String([.. largest, 0]),
        })
        {
            var answer = await Put(bad);
            Assert.Equal((400, "VALIDATION_FAILED", "signatureImage"), (answer.Status, answer.Code, answer.BadFields.Single()));
        }
    }
}
