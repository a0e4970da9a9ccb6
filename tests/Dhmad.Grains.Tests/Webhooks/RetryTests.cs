using System.Globalization;
using Dhmad.Domain.Webhooks;
using Dhmad.Grains.Webhooks;
using Dhmad.Storage.Accounts;
using Dhmad.Testing;

namespace Dhmad.Grains.Tests.Webhooks;

/// <summary>What is tried again, when, and when no more.</summary>
public sealed class RetryTests : WebhookTest
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    [Fact]
    public async Task A_delivery_is_tried_twelve_times_over_three_days_and_then_given_up()
    {
        double[] seconds = [1, 2, 4, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400];
        Receiver.AnswerWith(500);
        await AddAsync();
        await CreateAsync();

        for (var attempt = 1; attempt <= seconds.Length; attempt++)
        {
            await AttemptedAsync(attempt);
            var wait = Assert.Single(await DeliveriesAsync()).NextAttemptAt!.Value - Now;
            var jitter = attempt < 4 ? 0 : 0.1;
            Assert.InRange(wait.TotalSeconds, seconds[attempt - 1] * (1 - jitter), seconds[attempt - 1] * (1 + jitter));

            await Cluster.AdvanceAsync(wait - Tick);
            Assert.Equal(attempt, Receiver.Requests.Count);
            await Cluster.AdvanceAsync(Tick);
        }

        await AttemptedAsync(12);
        var row = Assert.Single(await DeliveriesAsync());
        Assert.Equal(("failed", "exhausted", 12), (row.Status, row.Failure, row.Attempts));
        await Cluster.AdvanceAsync(TimeSpan.FromHours(30));
        Assert.Equal(12, Receiver.Requests.Count);
        Assert.Single(Receiver.Requests.Select(request => request.Headers["X-Webhook-Id"]).Distinct());
        Assert.Equal(12, Receiver.Requests.Select(request => request.Headers["X-Webhook-Timestamp"]).Distinct().Count());
    }

    [Theory]
    [InlineData(429, "60", 60)]
    [InlineData(503, "60", 60)]
    [InlineData(503, "0", 1)]
    [InlineData(429, "999999", 86_400)]
    [InlineData(500, "60", 1)]
    [InlineData(429, "soon", 1)]
    public async Task Retry_After_is_heeded(int status, string retryAfter, int seconds)
    {
        Receiver.AnswerWith(_ => new Answer(status, null, new() { ["Retry-After"] = retryAfter }));
        await AddAsync();
        await CreateAsync();
        await AttemptedAsync(1);
        Assert.Equal(Now.AddSeconds(seconds), Assert.Single(await DeliveriesAsync()).NextAttemptAt);
    }

    [Fact]
    public async Task Retry_After_may_be_a_date()
    {
        var date = Now.AddSeconds(90).ToString("R", CultureInfo.InvariantCulture);
        Receiver.AnswerWith(_ => new Answer(503, null, new() { ["Retry-After"] = date }));
        await AddAsync();
        await CreateAsync();
        await AttemptedAsync(1);
        Assert.Equal(Now.AddSeconds(90), Assert.Single(await DeliveriesAsync()).NextAttemptAt);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(422)]
    public async Task Other_4xx_are_final(int status)
    {
        Receiver.AnswerWith(status);
        var endpoint = await AddAsync();
        await CreateAsync();
        await AttemptedAsync(1);
        var row = Assert.Single(await DeliveriesAsync());
        Assert.Equal(("failed", "rejected", 1), (row.Status, row.Failure, row.Attempts));
        Assert.True((await ReadAsync(endpoint)).IsActive);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(408)]
    [InlineData(425)]
    [InlineData(429)]
    [InlineData(502)]
    public async Task What_may_pass_is_tried_again_and_no_redirect_is_followed(int status)
    {
        Receiver.AnswerWith(_ => new Answer(status, null, new() { ["Location"] = Receiver.Url + "/elsewhere" }));
        await AddAsync();
        await CreateAsync();
        await AttemptedAsync(1);
        Receiver.AnswerWith(200);
        await Cluster.AdvanceAsync(TimeSpan.FromSeconds(1));
        await AttemptedAsync(2);

        Assert.Equal("delivered", Assert.Single(await DeliveriesAsync()).Status);
        Assert.All(Receiver.Requests, request => Assert.StartsWith("/hooks", request.Path, StringComparison.Ordinal));
        Assert.Equal([status, 200], (await AttemptsAsync()).Select(attempt => attempt.Status!.Value));
    }

    [Fact]
    public async Task Gone_switches_the_endpoint_off_with_a_mail()
    {
        Receiver.AnswerWith(410);
        var endpoint = await AddAsync();
        await CreateAsync();
        await AttemptedAsync(1);

        var off = await ReadAsync(endpoint);
        Assert.Equal((false, DisabledReason.Gone), (off.IsActive, off.DisabledReason));
        Assert.Equal("endpoint_gone", Assert.Single(await DeliveriesAsync()).Failure);
        var mail = Assert.Single((await Cluster.Get<MailStore>().PageAsync("dev@example.tn", null, 10, default)).Mails);
        Assert.Contains(endpoint.Id, mail.Text, StringComparison.Ordinal);

        await CreateAsync();
        await Cluster.Grains.Outbox.Sweep();
        await Cluster.SettleAsync();
        Assert.Single(Receiver.Requests);
    }

    [Fact]
    public async Task Five_days_of_failing_switch_the_endpoint_off_and_one_success_in_between_does_not()
    {
        Receiver.AnswerWith(404);
        var endpoint = await AddAsync();
        await CreateAsync();
        await AttemptedAsync(1);
        await Cluster.AdvanceAsync(TimeSpan.FromDays(5) - TimeSpan.FromSeconds(1));
        Receiver.AnswerWith(200);
        await CreateAsync();
        await AttemptedAsync(2);
        Receiver.AnswerWith(500);
        await Cluster.AdvanceAsync(TimeSpan.FromSeconds(1));
        await CreateAsync();
        await AttemptedAsync(3);
        Assert.True((await ReadAsync(endpoint)).IsActive);

        Receiver.AnswerWith(404);
        await Cluster.AdvanceAsync(TimeSpan.FromSeconds(1));
        await AttemptedAsync(4);
        await Cluster.AdvanceAsync(TimeSpan.FromDays(5) - TimeSpan.FromSeconds(1) - Tick);
        await CreateAsync();
        await AttemptedAsync(5);
        Assert.True((await ReadAsync(endpoint)).IsActive);

        await Cluster.AdvanceAsync(Tick);
        Receiver.AnswerWith(500);
        await CreateAsync();
        await AttemptedAsync(6);
        var off = await ReadAsync(endpoint);
        Assert.Equal((false, DisabledReason.Failing, 4), (off.IsActive, off.DisabledReason, off.FailureCount));
        Assert.Equal(1, (await DeliveriesAsync()).Count(row => row.Failure == "endpoint_disabled"));
        Assert.Single((await Cluster.Get<MailStore>().PageAsync("dev@example.tn", null, 10, default)).Mails);

        Assert.Null((await Grain(endpoint).Change(endpoint.DeveloperId, new WebhookChange(IsActive: true))).Refusal);
        await CreateAsync();
        await AttemptedAsync(7);
        Assert.True((await ReadAsync(endpoint)).IsActive);
    }
}
