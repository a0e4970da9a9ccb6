namespace Dhmad.Api.Tests;

/// <summary>A session ends at its second, whether or not anything ran.</summary>
public sealed class SessionExpiryTests : IAsyncLifetime
{
    private ApiServer _server = null!;

    public async Task InitializeAsync() => _server = await ApiServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task It_reads_expired_from_the_instant_on()
    {
        var shop = await _server.OpenShopAsync();
        var escrow = await shop.CreateAsync();
        var id = await shop.OpenSessionAsync(escrow, "accept_pay", shop.Buyer);
        _server.Time.Advance(TimeSpan.FromMinutes(30) - TimeSpan.FromMilliseconds(1));
        Assert.Equal("pending", (await shop.Api.Get($"/api/v1/sessions/{id}")).At("session.status").GetString());

        _server.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("expired", (await shop.Api.Get($"/api/v1/sessions/{id}")).At("session.status").GetString());
        var listed = await shop.Api.Get($"/api/v1/escrows/{escrow}/sessions?status=expired");
        Assert.Single(listed.Is(200).At("sessions").EnumerateArray());
        var refused = (await shop.Api.Post($"/api/v1/sessions/{id}/cancel")).Is(409, "SESSION_ALREADY_EXPIRED");
        Assert.Equal("expired", refused.At("session.status").GetString());
    }

    [Fact]
    public async Task An_escrow_that_nobody_paid_ends_with_its_sessions()
    {
        var shop = await _server.OpenShopAsync();
        var escrow = await shop.CreateAsync();
        _server.Time.Advance(TimeSpan.FromDays(31) - TimeSpan.FromMinutes(10));
        var id = await shop.OpenSessionAsync(escrow, "accept_pay", shop.Buyer);
        _server.Time.Advance(TimeSpan.FromMinutes(10));
        var ended = (await shop.Api.Get($"/api/v1/escrows/{escrow}")).Is(200).At("escrow");
        Assert.Equal("""{"by":"clock","reason":"expired"}""", ended.GetProperty("closure").GetRawText());
        var session = (await shop.Api.Get($"/api/v1/sessions/{id}")).Is(200).At("session");
        Assert.Equal("cancelled", session.GetProperty("status").GetString());
        Assert.Equal("escrow", session.GetProperty("cancelledBy").GetString());
        (await shop.Api.Post($"/api/v1/escrows/{escrow}/sessions", Acting.Session("accept_pay", shop.Buyer)))
            .Is(400, "ESCROW_EXPIRED");
    }
}
