using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Dhmad.Domain;
using Dhmad.Domain.Escrows;
using Dhmad.Storage;
using Dhmad.Testing;

namespace Dhmad.Grains.Tests.Webhooks;

/// <summary>What arrives, for whom, and how soon.</summary>
public sealed class DeliveryTests : WebhookTest
{
    [Fact]
    public async Task Every_event_arrives_signed_in_both_ways_over_the_bytes_that_were_committed()
    {
        var endpoint = await AddAsync(events: [.. EventTypes.Public, .. EventTypes.Extensions]);
        var life = await CreateAsync();
        await life.PayAsync();
        Assert.Null((await life.DeliverAsync()).Refusal);
        var events = await Cluster.Get<Database>().ReadAsync(
            work => work.ListAsync<(string Id, string Type, byte[] Body)>(
                """
                SELECT id, type, body FROM escrow_events
                WHERE escrow_number = (SELECT number FROM escrows WHERE id = @Id) ORDER BY sequence
                """,
                new { life.Id }),
            default);

        var received = await Receiver.NextAsync(events.Count);

        Assert.True(events.Count >= 3);
        foreach (var (request, happened) in received.Zip(events))
        {
            Assert.Equal(("POST", "/hooks?key=1"), (request.Method, request.Path));
            Assert.Equal(happened.Body, request.Body);
            Assert.Equal(happened.Id, JsonDocument.Parse(request.Body).RootElement.GetProperty("id").GetString());
            Assert.Equal(happened.Type, request.Headers["X-Webhook-Event"]);
            AssertSigned(request, endpoint.Secret);
        }
    }

    [Fact]
    public async Task The_first_attempt_comes_within_a_second_of_the_commit()
    {
        await AddAsync();
        await CreateAsync();
        await Receiver.NextAsync();

        // The first delivery loads code and opens a connection; what counts is how soon it is from then on.
        var life = await CreateAsync();
        var since = Stopwatch.StartNew();
        await Receiver.NextAsync();
        Assert.InRange(since.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.Equal(EscrowStatus.Pending, await life.StatusAsync());
    }

    [Fact]
    public async Task Each_endpoint_gets_a_delivery_of_its_own_with_the_same_bytes()
    {
        await AddAsync();
        await AddAsync();
        await CreateAsync();

        var received = await Receiver.NextAsync(2);

        Assert.Equal(received[0].Body, received[1].Body);
        Assert.NotEqual(received[0].Headers["X-Webhook-Id"], received[1].Headers["X-Webhook-Id"]);
    }

    [Fact]
    public async Task The_developer_of_a_party_receives_as_well_and_a_stranger_does_not()
    {
        await using var other = await Receiver.StartAsync();
        await AddAsync(other.Url, The.BuyersDeveloperId);
        await AddAsync();
        await CreateAsync();
        await CreateAsync();
        await Receiver.NextAsync(2);
        await other.NextAsync(2);
        await AttemptedAsync(4);
        Assert.Equal((2, 2), (Receiver.Requests.Count, other.Requests.Count));
    }

    [Fact]
    public async Task A_handler_may_act_on_the_escrow_before_it_answers()
    {
        await AddAsync(events: [EventTypes.Created, EventTypes.StatusUpdated]);
        EscrowLife? life = null;
        Receiver.AnswerWith(async request =>
        {
            if (request.Text.Contains("\"status\":\"paid\"", StringComparison.Ordinal))
                Assert.Null((await life!.DeliverAsync()).Refusal);
            return Answer.Ok;
        });
        life = await CreateAsync();
        await life.PayAsync();

        await Receiver.NextAsync(3);
        await AttemptedAsync(3);

        Assert.Equal(EscrowStatus.Delivered, await life.StatusAsync());
        Assert.All(await DeliveriesAsync(), row => Assert.Equal(("delivered", 1), (row.Status, row.Attempts)));
    }

    [Fact]
    public async Task The_endpoint_remembers_its_last_attempt()
    {
        var endpoint = await AddAsync();
        Receiver.AnswerWith(503);
        await CreateAsync();
        await AttemptedAsync(1);
        var failing = await ReadAsync(endpoint);
        Assert.Equal((1, 503, Now), (failing.FailureCount, failing.LastResponseStatus, failing.LastTriggeredAt));

        Receiver.AnswerWith(204);
        await Cluster.AdvanceAsync(TimeSpan.FromSeconds(1));
        await AttemptedAsync(2);
        var well = await ReadAsync(endpoint);
        Assert.Equal((0, 204, Now), (well.FailureCount, well.LastResponseStatus, well.LastTriggeredAt));
        Assert.Null(well.FirstFailureAt);
    }

    [Fact]
    public async Task The_first_KiB_of_an_answer_is_kept_as_text()
    {
        await AddAsync();
        var text = "é\0" + new string('x', 5000);
        Receiver.AnswerWith(_ => new Answer(200, text));
        await CreateAsync();
        await AttemptedAsync(1);
        Assert.Equal("é\uFFFD" + new string('x', 1024 - 3), (await AttemptsAsync())[0].Body);
    }

    private static void AssertSigned(Received request, string secret)
    {
        var headers = request.Headers;
        Assert.Equal("application/json", headers["Content-Type"]);
        Assert.Equal("Dhmad-Webhooks/1", headers["User-Agent"]);
        Assert.Equal(headers["X-Webhook-Id"], headers["webhook-id"]);
        Assert.True(Guid.TryParseExact(headers["webhook-id"], "D", out _));
        Assert.Equal(Instant.Text(ManualTime.Start), headers["X-Webhook-Timestamp"]);
        var seconds = ManualTime.Start.ToUnixTimeSeconds();
        Assert.Equal(seconds.ToString(CultureInfo.InvariantCulture), headers["webhook-timestamp"]);

        // Computed here from the specification alone.
        var key = Encoding.UTF8.GetBytes(secret);
        Assert.Equal(
            Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA256.HashData(key, request.Body)),
            headers["X-Webhook-Signature"]);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{headers["webhook-id"]}.{seconds}."), .. request.Body];
        Assert.Equal(
            "v1," + Convert.ToBase64String(System.Security.Cryptography.HMACSHA256.HashData(key, signed)),
            headers["webhook-signature"]);
        Assert.DoesNotContain(headers.Keys, name => name is "traceparent" or "Cookie" or "Expect");
    }
}
