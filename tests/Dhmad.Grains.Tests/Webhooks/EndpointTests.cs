using Dhmad.Domain.Webhooks;
using Dhmad.Grains.Webhooks;
using Dhmad.Storage.Webhooks;
using Dhmad.Testing;

namespace Dhmad.Grains.Tests.Webhooks;

/// <summary>What a developer's changes mean for what is sent.</summary>
public sealed class EndpointTests : WebhookTest
{
    [Fact]
    public async Task During_an_overlap_both_secrets_sign_and_afterwards_the_new_one_alone()
    {
        var endpoint = await AddAsync();
        Assert.Null((await Grain(endpoint).RenewSecret(The.DeveloperId, 2, null)).Refusal);
        var renewed = (await Cluster.Get<EndpointStore>().FindAsync(endpoint.Id, default))!.Secrets.Current;
        Assert.NotEqual(endpoint.Secret, renewed);

        await Cluster.AdvanceAsync(TimeSpan.FromHours(2) - TimeSpan.FromMilliseconds(1));
        await CreateAsync();
        var both = await Receiver.NextAsync();
        Assert.Equal(WebhookSignature.OfBody(renewed, both.Body), both.Headers["X-Webhook-Signature"]);
        Assert.Equal(Standard(both, renewed, endpoint.Secret), both.Headers["webhook-signature"]);

        await Cluster.AdvanceAsync(TimeSpan.FromMilliseconds(1));
        await CreateAsync();
        var alone = await Receiver.NextAsync();
        Assert.Equal(Standard(alone, renewed, null), alone.Headers["webhook-signature"]);
    }

    [Fact]
    public async Task Without_an_overlap_the_old_secret_ends_at_once()
    {
        var endpoint = await AddAsync();
        await Grain(endpoint).RenewSecret(The.DeveloperId, 24, null);
        await Grain(endpoint).RenewSecret(The.DeveloperId, null, null);
        var secrets = (await Cluster.Get<EndpointStore>().FindAsync(endpoint.Id, default))!.Secrets;
        await CreateAsync();
        var request = await Receiver.NextAsync();
        Assert.Equal(Standard(request, secrets.Current, null), request.Headers["webhook-signature"]);
        Assert.Null(secrets.Previous);
    }

    [Fact]
    public async Task Switched_off_its_pending_deliveries_end_and_it_hears_nothing_meanwhile()
    {
        Receiver.AnswerWith(500);
        var endpoint = await AddAsync();
        await CreateAsync();
        await AttemptedAsync(1);
        await ChangeAsync(endpoint, new WebhookChange(IsActive: false));
        await CreateAsync();
        await Cluster.AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.Equal("endpoint_disabled", Assert.Single(await DeliveriesAsync()).Failure);

        Receiver.AnswerWith(200);
        var on = await ChangeAsync(endpoint, new WebhookChange(IsActive: true));
        Assert.Equal((true, 1), (on.IsActive, on.FailureCount));
        await CreateAsync();
        await AttemptedAsync(2);
        Assert.Equal(2, Receiver.Requests.Count);
    }

    [Fact]
    public async Task Deleted_its_pending_deliveries_end_and_nobody_knows_it_any_more()
    {
        Receiver.AnswerWith(500);
        var endpoint = await AddAsync();
        await CreateAsync();
        await AttemptedAsync(1);
        Assert.Null(await Grain(endpoint).Delete(The.DeveloperId));

        await Cluster.AdvanceAsync(TimeSpan.FromMinutes(1));
        await CreateAsync();
        await Cluster.Grains.Outbox.Sweep();
        await Cluster.SettleAsync();

        Assert.Equal("endpoint_deleted", Assert.Single(await DeliveriesAsync()).Failure);
        Assert.Single(Receiver.Requests);
        Assert.Equal("WEBHOOK_NOT_FOUND", (await Grain(endpoint).Read(The.DeveloperId)).Refusal?.Code);
        Assert.Equal("WEBHOOK_NOT_FOUND", (await Grain(endpoint).Delete(The.DeveloperId))?.Code);
    }

    [Fact]
    public async Task What_a_process_that_died_left_pending_is_ended_by_the_sweep()
    {
        Receiver.AnswerWith(500);
        var (off, deleted) = (await AddAsync(), await AddAsync());
        await CreateAsync();
        await AttemptedAsync(2);
        await Cluster.Get<Storage.Database>().WriteAsync(
            async work =>
            {
                await work.ExecuteAsync("UPDATE webhook_endpoints SET is_active = 0 WHERE id = @Id", off);
                await work.ExecuteAsync(
                    "UPDATE webhook_endpoints SET is_active = 0, secret = NULL, deleted_at = 1 WHERE id = @Id", deleted);
            },
            default);

        await Cluster.Grains.Outbox.Sweep();

        Assert.Equal(["endpoint_deleted", "endpoint_disabled"], (await DeliveriesAsync()).Select(row => row.Failure).Order());
    }

    [Fact]
    public async Task An_attempt_that_ends_after_the_endpoint_is_gone_changes_nothing()
    {
        var answer = new TaskCompletionSource<Answer>();
        Receiver.AnswerWith(_ => answer.Task);
        var (off, deleted) = (await AddAsync(), await AddAsync());
        await CreateAsync();
        await Receiver.NextAsync(2);
        await ChangeAsync(off, new WebhookChange(IsActive: false));
        Assert.Null(await Grain(deleted).Delete(The.DeveloperId));

        answer.SetResult(new Answer(410));
        await DhmadCluster.Eventually(async () => (await ReadAsync(off)).UpdatedAt >= Now);
        await Cluster.SettleAsync();

        Assert.Null((await ReadAsync(off)).DisabledReason);
        Assert.Equal(["endpoint_deleted", "endpoint_disabled"], (await DeliveriesAsync()).Select(row => row.Failure).Order());
    }

    [Fact]
    public async Task A_new_URL_is_used_from_the_next_attempt_on()
    {
        Receiver.AnswerWith(500);
        var endpoint = await AddAsync();
        await CreateAsync();
        await AttemptedAsync(1);
        await ChangeAsync(endpoint, new WebhookChange(Url: Receiver.Url + "/new"));
        await Cluster.AdvanceAsync(TimeSpan.FromSeconds(1));
        await AttemptedAsync(2);
        Assert.Equal(["/hooks?key=1", "/new"], Receiver.Requests.Select(request => request.Path));
    }

    [Fact]
    public async Task Another_developers_endpoint_is_not_found()
    {
        var grain = Grain(await AddAsync());
        const string stranger = The.BuyersDeveloperId;
        string?[] codes =
        [
            (await grain.Read(stranger)).Refusal?.Code,
            (await grain.Change(stranger, new WebhookChange(IsActive: false))).Refusal?.Code,
            (await grain.RenewSecret(stranger, 1, null)).Refusal?.Code,
            (await grain.Pause(stranger, null)).Refusal?.Code,
            (await grain.Resume(stranger, null)).Refusal?.Code,
            (await grain.Delete(stranger))?.Code,
        ];
        Assert.All(codes, code => Assert.Equal("WEBHOOK_NOT_FOUND", code));
    }

    private async Task<WebhookEndpoint> ChangeAsync(TestEndpoint endpoint, WebhookChange change)
    {
        var changed = await Grain(endpoint).Change(endpoint.DeveloperId, change);
        Assert.Null(changed.Refusal);
        return changed.Value!;
    }

    private static string Standard(Received request, string secret, string? previous) => WebhookSignature.Standard(
        secret, previous, request.Headers["webhook-id"],
        long.Parse(request.Headers["webhook-timestamp"], System.Globalization.CultureInfo.InvariantCulture), request.Body);
}
