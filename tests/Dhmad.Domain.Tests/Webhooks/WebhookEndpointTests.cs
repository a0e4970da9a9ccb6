using System.Text;
using Dhmad.Domain.Webhooks;

namespace Dhmad.Domain.Tests.Webhooks;

public sealed class WebhookEndpointTests
{
    private static readonly DateTimeOffset At = new(2026, 9, 1, 8, 30, 0, TimeSpan.Zero);

    private static readonly WebhookEndpoint Endpoint = new()
    {
        Id = "66d4a1f09b3c5e7a2f1d8c40",
        DeveloperId = "66d49f0e9b3c5e7a2f1d8b11",
        Url = "https://shop.tn/hooks",
        Events = ["escrow.status.updated", "contract.signed"],
        CreatedAt = At,
        UpdatedAt = At,
    };

    private static readonly EndpointSecrets Secrets = new(new string('a', 64));

    [Fact]
    public void A_new_endpoint_is_shown_with_its_secret_in_both_forms() =>
        Assert.Equal(
            """
            {"message":"Webhook created. Keep its secret: it is shown only now.","webhook":{"id":"66d4a1f09b3c5e7a2f1d8c40",
            "url":"https://shop.tn/hooks","secret":"SECRET","standardSecret":"STANDARD",
            "events":["escrow.status.updated","contract.signed"],"isActive":true,"createdAt":"2026-09-01T08:30:00.000Z"}}
            """.ReplaceLineEndings("")
                .Replace("SECRET", Secrets.Current, StringComparison.Ordinal)
                .Replace("STANDARD", WebhookSignature.StandardSecret(Secrets.Current), StringComparison.Ordinal),
            Encoding.UTF8.GetString(WebhookJson.Created(Endpoint, Secrets)));

    [Fact]
    public void An_endpoint_is_shown_without_secrets_and_with_every_key() =>
        Assert.Equal(
            """
            {"webhooks":[{"id":"66d4a1f09b3c5e7a2f1d8c40","url":"https://shop.tn/hooks",
            "events":["escrow.status.updated","contract.signed"],"isActive":false,"lastTriggeredAt":"2026-09-01T08:30:01.000Z",
            "lastResponseStatus":410,"failureCount":1,"createdAt":"2026-09-01T08:30:00.000Z",
            "updatedAt":"2026-09-01T08:30:01.250Z","pausedAt":null,"disabledReason":"gone"}]}
            """.ReplaceLineEndings(""),
            Encoding.UTF8.GetString(WebhookJson.List([After(Endpoint, 410)])));

    [Fact]
    public void A_renewed_secret_says_until_when_both_live()
    {
        var renewed = Secrets.Renewed(new SeededIds(1), 2, At);
        var json = Encoding.UTF8.GetString(WebhookJson.SecretRenewed(renewed));
        Assert.EndsWith("\"overlapUntil\":\"2026-09-01T10:30:00.000Z\"}", json, StringComparison.Ordinal);
        Assert.Contains(renewed.Current, json, StringComparison.Ordinal);
        Assert.DoesNotContain(Secrets.Current, json, StringComparison.Ordinal);
    }

    [Fact]
    public void Failures_are_counted_until_a_success_ends_them()
    {
        var failing = After(After(Endpoint, 500), 503);
        Assert.Equal(2, failing.FailureCount);
        Assert.Equal(503, failing.LastResponseStatus);
        Assert.NotNull(failing.FirstFailureAt);

        var well = After(failing, 204);
        Assert.Equal(0, well.FailureCount);
        Assert.Null(well.FirstFailureAt);
    }

    [Fact]
    public void Switched_on_again_it_starts_anew_and_keeps_its_count()
    {
        var off = After(Endpoint with { FirstFailureAt = At.AddDays(-6), FailureCount = 7 }, 500);
        Assert.Equal((false, DisabledReason.Failing), (off.IsActive, off.DisabledReason));

        var on = off.With(new WebhookChange(IsActive: true), At.AddDays(1));
        Assert.True(on.IsActive);
        Assert.Null(on.DisabledReason);
        Assert.Null(on.FirstFailureAt);
        Assert.Equal(8, on.FailureCount);
        Assert.Equal(At.AddDays(1), on.UpdatedAt);
    }

    [Fact]
    public void What_is_not_named_in_a_change_stays()
    {
        var changed = Endpoint.With(new WebhookChange(Url: "https://other.tn/"), At);
        Assert.Equal(Endpoint with { Url = "https://other.tn/" }, changed);
    }

    [Fact]
    public void The_mail_names_the_endpoint_and_the_reason()
    {
        var mail = WebhookMails.SwitchedOff(After(Endpoint, 410), "dev@example.tn", 5, new SeededIds(1), At);
        Assert.Equal("dev@example.tn", mail.To);
        Assert.Contains("https://shop.tn/hooks", mail.Text, StringComparison.Ordinal);
        Assert.Contains("410", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Secrets_do_not_print_themselves() =>
        Assert.DoesNotContain(Secrets.Current, $"{Secrets}", StringComparison.Ordinal);

    private static WebhookEndpoint After(WebhookEndpoint endpoint, int status)
    {
        var attempt = new EndedAttempt(
            Guid.Empty, 1, AttemptTrigger.Scheduled, At.AddSeconds(1), TimeSpan.FromMilliseconds(250), status, null, null, null);
        var verdict = DeliveryDecider.Decide(
            new DeliveryProgress(DeliveryStatus.Pending, 1), attempt.Outcome(attempt.EndedAt), endpoint.FirstFailureAt, 5, 0.5);
        return endpoint.After(attempt, verdict);
    }
}
