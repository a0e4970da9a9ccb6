using Dhmad.Domain;

namespace Dhmad.Api.Tests;

/// <summary>How many escrows a developer may create in a day, counted from 00:00 UTC in real time.</summary>
public sealed class DailyLimitTests : IAsyncLifetime
{
    private const string Escrows = "/api/v1/escrows";

    private ApiServer _server = null!;

    public async Task InitializeAsync() => _server = await ApiServer.StartAsync(
        ApiServer.Unhurried with { Escrows = new EscrowSettings { DailyLimitPerDeveloper = 2 } });

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task More_than_the_limit_waits_for_the_next_day_in_utc()
    {
        var (shop, other) = (await _server.OpenShopAsync(), await _server.OpenShopAsync());
        await shop.CreateAsync();
        await shop.CreateAsync();
        var refused = (await shop.Api.Post(Escrows, shop.NewEscrow())).Is(429, "DAILY_LIMIT_REACHED");
        Assert.Equal((2, 2, 0), (
            refused.At("limit").GetInt32(), refused.At("count").GetInt32(), refused.At("remaining").GetInt32()));
        await other.CreateAsync();

        var midnight = _server.Time.GetUtcNow().UtcDateTime.Date.AddDays(1);
        _server.Time.AdvanceTo(new DateTimeOffset(midnight, TimeSpan.Zero).AddMilliseconds(-1));
        (await shop.Api.Post(Escrows, shop.NewEscrow())).Is(429, "DAILY_LIMIT_REACHED");
        _server.Time.Advance(TimeSpan.FromMilliseconds(1));
        await shop.CreateAsync();
    }
}
