using System.Text;
using Dhmad.Domain.Webhooks;

namespace Dhmad.Domain.Tests.Webhooks;

/// <summary>The published test vector, and what two secrets make of it.</summary>
public sealed class WebhookSignatureTests
{
    private const string Secret = "6f1d0c9b8a7e5d4c3b2a19080706f5e4d3c2b1a09f8e7d6c5b4a39281706f5e4";
    private const string Id = "9b2d7e64-51c3-4f0e-8a8b-2f4c6d8e0a12";
    private const string Signed = "v1,q8nybXUoGwbgFWWto+odxXE8H+PARiFmFCZLxaX1eq4=";

    private static readonly byte[] Body = Encoding.UTF8.GetBytes(
        """
        {"id":"3d6f1c52-0f5e-4d0a-9c1b-7a2e5b8c9d10","type":"webhook.test","timestamp":"2026-09-01T08:30:00.000Z",
        "data":{"message":"Reçu à Gabès / مرحبا 🙂","amount":67.61}}
        """.Replace("\n", "", StringComparison.Ordinal));

    private static readonly DateTimeOffset At = new(2026, 9, 1, 8, 30, 0, 999, TimeSpan.Zero);

    [Fact]
    public void The_published_vector_holds()
    {
        Assert.Equal(176, Body.Length);
        Assert.Equal(
            "8da1d3f9af71ba79ee8ae7a641bfdd33d266f14fd76e631beef632e84e87515a", WebhookSignature.OfBody(Secret, Body));
        Assert.Equal(
            "whsec_NmYxZDBjOWI4YTdlNWQ0YzNiMmExOTA4MDcwNmY1ZTRkM2MyYjFhMDlmOGU3ZDZjNWI0YTM5MjgxNzA2ZjVlNA==",
            WebhookSignature.StandardSecret(Secret));
        Assert.Equal(Signed, WebhookSignature.Standard(Secret, null, Id, 1788251400, Body));
    }

    [Fact]
    public void All_headers_of_an_attempt_agree()
    {
        var headers = WebhookSignature.Headers(new Guid(Id), "webhook.test", At, Body, Secret, null);

        Assert.Equal(
            [
                "X-Webhook-Id: " + Id,
                "X-Webhook-Event: webhook.test",
                "X-Webhook-Timestamp: 2026-09-01T08:30:00.999Z",
                "X-Webhook-Signature: 8da1d3f9af71ba79ee8ae7a641bfdd33d266f14fd76e631beef632e84e87515a",
                "webhook-id: " + Id,
                "webhook-timestamp: 1788251400",
                "webhook-signature: " + Signed,
            ],
            headers.Select(header => $"{header.Key}: {header.Value}"));
    }

    [Fact]
    public void During_an_overlap_both_secrets_sign_and_the_new_one_comes_first()
    {
        var renewed = new string('a', 64);
        var alone = WebhookSignature.Standard(renewed, null, Id, 1788251400, Body);

        var headers = WebhookSignature.Headers(new Guid(Id), "webhook.test", At, Body, renewed, Secret)
            .ToDictionary(header => header.Key, header => header.Value, StringComparer.Ordinal);

        Assert.Equal($"{alone} {Signed}", headers["webhook-signature"]);
        Assert.NotEqual(Signed, alone);
        Assert.Equal(WebhookSignature.OfBody(renewed, Body), headers["X-Webhook-Signature"]);
    }

    [Fact]
    public void Without_an_overlap_the_old_secret_stops_at_once()
    {
        var old = EndpointSecrets.New(new SeededIds(1));
        var renewed = old.Renewed(new SeededIds(2), null, At);

        Assert.Equal(64, renewed.Current.Length);
        Assert.NotEqual(old.Current, renewed.Current);
        Assert.Null(renewed.PreviousAt(At));
    }

    [Fact]
    public void With_an_overlap_both_live_until_its_end()
    {
        var first = EndpointSecrets.New(new SeededIds(1));
        var second = first.Renewed(new SeededIds(2), 168, At);
        var third = second.Renewed(new SeededIds(3), 1, At.AddHours(1));

        Assert.Equal(At.AddHours(168), second.OverlapUntil);
        Assert.Equal(first.Current, second.PreviousAt(At.AddHours(168).AddTicks(-1)));
        Assert.Null(second.PreviousAt(At.AddHours(168)));
        Assert.Equal(second.Current, third.PreviousAt(At.AddHours(1)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(169)]
    public void An_overlap_lasts_1_to_168_hours(int hours) =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => EndpointSecrets.New(new SeededIds(1)).Renewed(new SeededIds(1), hours, At));
}
