using Dhmad.Domain;
using Dhmad.Domain.Checkout;
using Dhmad.Domain.Escrows;
using Dhmad.Testing;

namespace Dhmad.Api.Tests.Telemetry;

/// <summary>That figures are what they are called, to the number.</summary>
[Collection(Name)]
public sealed class FigureTests : IAsyncLifetime
{
    private const string Name = "figures of one server";
    private const string Webhooks = "/api/developer/webhooks";
    private const int AtOnce = 64;

    /// <summary>Long enough to be told from anything that happens by itself, and no session expires.</summary>
    private static readonly TimeSpan Held = TimeSpan.FromMinutes(7);

    private ApiServer _server = null!;
    private Shop _shop = null!;

    public async Task InitializeAsync()
    {
        _server = await ApiServer.StartAsync(ApiServer.Unhurried with
        {
            Telemetry = new TelemetrySettings { Metrics = true },
        });
        _shop = await _server.OpenShopAsync();

        // A new developer's catcher hears everything.
        var portal = await _shop.PortalAsync();
        foreach (var webhook in (await portal.Get(Webhooks)).Is(200).At("webhooks").EnumerateArray())
            (await portal.Send("DELETE", $"{Webhooks}/{webhook.GetProperty("id").GetString()}", null)).Is(200);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task An_event_ages_while_its_dispatch_is_held_and_so_long_its_first_attempt_is_late()
    {
        await using var receiver = await Receiver.StartAsync();
        var portal = await _shop.PortalAsync();
        (await portal.Post(Webhooks, new { url = receiver.Url, events = new[] { "escrow.created" } })).Is(201);
        var before = await ReadAsync();
        Assert.Equal((0, 0), (before["dhmad_outbox_events"], before["dhmad_outbox_age_seconds"]));

        // It is committed, and whoever should have been told to dispatch it never was.
        _server.Faults.FailNextCommit(FaultPoint.AfterCommit);
        (await _shop.Api.Post("/api/v1/escrows", _shop.NewEscrow())).Is(503, "UNAVAILABLE");
        var held = await ReadAsync();
        Assert.Equal((1, Held.TotalSeconds), (held["dhmad_outbox_events"], held["dhmad_outbox_age_seconds"]));
        Assert.DoesNotContain("dhmad_webhook_delivery_delay_seconds", held.Types.Keys);

        _server.Time.Advance(TimeSpan.Zero);
        await receiver.NextAsync();
        var sent = await ReadAsync();
        Assert.Equal((0, 0), (sent["dhmad_outbox_events"], sent["dhmad_outbox_age_seconds"]));
        Assert.Equal(1, sent["dhmad_webhook_delivery_delay_seconds_count"]);
        Assert.Equal(Held.TotalSeconds, sent["dhmad_webhook_delivery_delay_seconds_sum"]);
    }

    [Fact]
    public async Task A_session_that_can_be_used_is_open_and_no_delivery()
    {
        var escrow = await _shop.CreateAsync();
        Assert.Equal(0, (await ReadAsync())["dhmad_sessions_open"]);
        var session = await _shop.OpenSessionAsync(escrow, "accept_pay", _shop.Buyer);
        var open = await ReadAsync();
        Assert.Equal((1, 0), (open["dhmad_sessions_open"], open["dhmad_webhook_deliveries_pending"]));
        await _shop.SubmitAsync(session, _shop.Buyer, new ActionInput { Seen = 1 }, new PaymentChoice("wallet"));
        Assert.Equal(0, (await ReadAsync())["dhmad_sessions_open"]);
    }

    [Fact]
    public async Task Writes_that_share_a_transaction_are_each_counted_once()
    {
        var before = await ReadAsync();
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => _shop.CreateAsync()));
        var after = await ReadAsync();
        var writes = Grown("dhmad_transaction_size_sum");
        Assert.Equal(AtOnce, Grown("dhmad_commits_total{outcome=\"done\"}"));

        // Beside the escrows themselves, their events are dispatched.
        Assert.InRange(writes, AtOnce, 3 * AtOnce);
        Assert.InRange(Grown("dhmad_transaction_size_count"), 1, writes - 1);

        double Grown(string sample) => after[sample] - before.Samples.GetValueOrDefault(sample);
    }

    /// <summary>Whatever goes on by itself has ended, and then some time has passed in which nothing began.</summary>
    private async Task<Exposition> ReadAsync()
    {
        await DhmadCluster.Eventually(() => _server.Get<Embedded.EmbeddedGrains>().IsQuiet);
        _server.Time.Jump(Held);
        using var http = new HttpClient();
        return Exposition.Read(await http.GetStringAsync(new Uri(_server.Address, "/metrics")));
    }

    /// <summary>Some figures are of the whole process: no other test runs beside these.</summary>
    [CollectionDefinition(Name, DisableParallelization = true)]
    public sealed class Alone;
}
