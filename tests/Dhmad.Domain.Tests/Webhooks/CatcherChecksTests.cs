using System.Text;
using Dhmad.Domain.Webhooks;

namespace Dhmad.Domain.Tests.Webhooks;

/// <summary>What a careful receiver finds in a request.</summary>
public sealed class CatcherChecksTests
{
    private static readonly DateTimeOffset Now = new(2026, 9, 1, 8, 30, 0, TimeSpan.Zero);
    private static readonly EndpointSecrets Mine = EndpointSecrets.New(new SeededIds(1));
    private static readonly EndpointSecrets Other = EndpointSecrets.New(new SeededIds(2));

    private static readonly byte[] Body = Encoding.UTF8.GetBytes(
        """{"id":"x","data":{"escrow":{"id":"66d4a1f09b3c5e7a2f1d8c40","title":"مرحبا","sequence":5}}}""");

    [Fact]
    public void A_request_of_ours_checks_out()
    {
        var caught = Judge(Signed(Mine), Body, Other, Mine);
        Assert.True(caught.SignatureOk);
        Assert.True(caught.StandardSignatureOk);
        Assert.True(caught.TimestampOk);
        Assert.Equal(("66d4a1f09b3c5e7a2f1d8c40", 5), (caught.EscrowId, caught.Sequence));
        Assert.NotNull(caught.WebhookId);
    }

    [Fact]
    public void Another_secret_or_another_byte_does_not()
    {
        var foreign = Judge(Signed(Other), Body, Mine);
        Assert.False(foreign.SignatureOk || foreign.StandardSignatureOk);

        byte[] changed = [.. Body, (byte)' '];
        var tampered = Judge(Signed(Mine), changed, Mine);
        Assert.False(tampered.SignatureOk || tampered.StandardSignatureOk);
    }

    [Fact]
    public void During_an_overlap_the_old_secret_still_checks_out_and_afterwards_not()
    {
        var renewed = Mine.Renewed(new SeededIds(3), 1, Now);
        Assert.True(Judge(Signed(Mine), Body, renewed).SignatureOk);
        Assert.False(Judge(Signed(Mine), Body, renewed with { OverlapUntil = Now }).SignatureOk);
    }

    [Theory]
    [InlineData(299, true)]
    [InlineData(-299, true)]
    [InlineData(301, false)]
    [InlineData(-301, false)]
    public void A_timestamp_must_be_new(int secondsOld, bool isTimely) =>
        Assert.Equal(isTimely, Judge(Signed(Mine, Now.AddSeconds(-secondsOld)), Body, Mine).TimestampOk);

    [Fact]
    public void Both_timestamps_must_say_the_same()
    {
        var headers = Signed(Mine);
        headers["x-webhook-timestamp"] = Instant.Text(Now.AddSeconds(1));
        Assert.False(Judge(headers, Body, Mine).TimestampOk);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{\"data\":{\"escrow\":[]}}")]
    [InlineData("{\"data\":{\"escrow\":{\"id\":\"no id\",\"sequence\":1}}}")]
    [InlineData("{\"data\":{\"escrow\":{\"id\":\"66d4a1f09b3c5e7a2f1d8c40\",\"sequence\":1.5}}}")]
    [InlineData("{\"data\":{\"escrow\":{\"id\":\"\\ud800\",\"sequence\":1}}}")]
    public void Any_body_is_taken(string body)
    {
        var caught = Judge([], Encoding.UTF8.GetBytes(body), Mine);
        Assert.Equal((null, null, null), (caught.EscrowId, caught.Sequence, caught.WebhookId));
        Assert.False(caught.SignatureOk || caught.StandardSignatureOk || caught.TimestampOk);
    }

    private static CaughtRequest Judge(Dictionary<string, string> headers, byte[] body, params EndpointSecrets[] secrets) =>
        CatcherChecks.Judge(Guid.Empty, Now, headers, body, secrets);

    private static Dictionary<string, string> Signed(EndpointSecrets secrets, DateTimeOffset? at = null) =>
        WebhookSignature.Headers(Guid.Parse("9b2d7e64-51c3-4f0e-8a8b-2f4c6d8e0a12"), "webhook.test", at ?? Now, Body, secrets.Current, null)
            .ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value);
}
