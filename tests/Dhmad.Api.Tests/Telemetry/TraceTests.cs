using System.Diagnostics;
using Dhmad.Testing;

namespace Dhmad.Api.Tests.Telemetry;

/// <summary>One trace from a request to the webhook that follows from it.</summary>
[Collection(SharedServer.Name)]
public sealed class TraceTests(ServerFixture fixture)
{
    private readonly ApiServer _server = fixture.Server;

    [Fact]
    public async Task One_trace_leads_from_the_request_through_grain_and_commit_to_the_webhook_that_arrives()
    {
        await using var receiver = await Receiver.StartAsync();
        var shop = await _server.OpenShopAsync();
        await ListenAsync(shop, receiver);

        using var trace = new WatchedTrace();
        var created = (await shop.Api.And("traceparent", trace.Traceparent).Post("/api/v1/escrows", shop.NewEscrow())).Is(201);
        var arrived = await receiver.NextAsync();

        Assert.Equal("escrow.created", arrived.Headers["X-Webhook-Event"]);
        Assert.DoesNotContain("traceparent", arrived.Headers.Keys);
        var attempt = await AttemptAsync(trace, arrived);
        var commit = await trace.EndedAsync("commit");
        await trace.EndedAsync("Microsoft.AspNetCore.Hosting.HttpRequestIn");
        Assert.Equal(commit.SpanId, attempt.ParentSpanId);
        Assert.Equal(["IEscrowGrain/Create", "Microsoft.AspNetCore.Hosting.HttpRequestIn"], trace.Around(commit));
        Assert.Equal(created.At("escrow.id").GetString(), commit.GetTagItem("dhmad.escrow.id"));
        Assert.Equal("done", commit.GetTagItem("outcome"));
        Assert.Equal(200, attempt.GetTagItem("http.response.status_code"));
        Assert.Equal(ActivityStatusCode.Unset, attempt.Status);

        // The transaction carries commits of many traces, so it stands beside them and is linked.
        await DhmadCluster.Eventually(() => trace.Linked.Count > 0);
        var transaction = Assert.Single(trace.Linked);
        Assert.Contains(transaction.Links, link => link.Context.SpanId == commit.SpanId);
        Assert.Equal(commit.GetTagItem("dhmad.transaction.size"), transaction.GetTagItem("dhmad.transaction.size"));
    }

    [Fact]
    public async Task An_attempt_that_fails_is_marked_in_the_same_trace()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.AnswerWith(400);
        var shop = await _server.OpenShopAsync();
        await ListenAsync(shop, receiver);

        using var trace = new WatchedTrace();
        (await shop.Api.And("traceparent", trace.Traceparent).Post("/api/v1/escrows", shop.NewEscrow())).Is(201);

        var attempt = await AttemptAsync(trace, await receiver.NextAsync());
        Assert.Equal(ActivityStatusCode.Error, attempt.Status);
        Assert.Equal("400", attempt.GetTagItem("error.type"));
    }

    private static Task<Activity> AttemptAsync(WatchedTrace trace, Received arrived) => trace.EndedAsync(
        "webhook attempt", ("dhmad.delivery.id", Guid.Parse(arrived.Headers["X-Webhook-Id"])));

    private static async Task ListenAsync(Shop shop, Receiver receiver)
    {
        var portal = await shop.PortalAsync();
        (await portal.Post(
            "/api/developer/webhooks", new { url = receiver.Url + "/hooks", events = new[] { "escrow.created" } })).Is(201);
    }
}
