using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Dhmad.Domain;
using Dhmad.Testing;

namespace Dhmad.Grains.Tests.Webhooks;

/// <summary>What an attempt that gets no answer is called; each is tried again.</summary>
public sealed class FaultTests : WebhookTest
{
    [Fact]
    public async Task Ten_seconds_without_headers_are_a_timeout()
    {
        var never = new TaskCompletionSource<Answer>();
        Receiver.AnswerWith(_ => never.Task);
        await AddAsync();
        await CreateAsync();
        await Receiver.NextAsync();
        await Cluster.AdvanceAsync(TimeSpan.FromSeconds(10) - TimeSpan.FromMilliseconds(1));
        Assert.Empty(await AttemptsAsync());
        await Cluster.AdvanceAsync(TimeSpan.FromMilliseconds(1));
        await AssertErrorAsync("timeout");
        never.SetResult(Answer.Ok);
    }

    [Fact]
    public async Task Headers_in_time_are_enough_however_long_the_body_takes()
    {
        using var listener = Listen(out var url);
        await AddAsync(url);
        await CreateAsync();
        using var connection = await listener.AcceptTcpClientAsync();
        await connection.GetStream().WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart"u8.ToArray());
        await DhmadCluster.Eventually(async () =>
        {
            await Cluster.AdvanceAsync(TimeSpan.FromMilliseconds(100));
            return (await AttemptsAsync()).Count == 1;
        });
        var attempt = Assert.Single(await AttemptsAsync());
        Assert.Equal((200, "part"), (attempt.Status, attempt.Body));
    }

    [Fact]
    public async Task A_closed_port_is_a_connect_error()
    {
        using (Listen(out var url)) await AddAsync(url);
        await CreateAsync();
        await AssertErrorAsync("connect");
    }

    [Fact]
    public async Task A_connection_that_ends_before_the_answer_is_a_reset()
    {
        using var listener = Listen(out var url);
        await AddAsync(url);
        await CreateAsync();
        (await listener.AcceptTcpClientAsync()).Dispose();
        await AssertErrorAsync("reset");
    }

    [Fact]
    public async Task An_answer_that_is_not_HTTP_is_a_reset()
    {
        using var listener = Listen(out var url);
        await AddAsync(url);
        await CreateAsync();
        using var connection = await listener.AcceptTcpClientAsync();
        await connection.GetStream().WriteAsync("220 mail.example.tn ESMTP\r\n"u8.ToArray());
        await AssertErrorAsync("reset");
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_a_TLS_error()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await using var receiver = await Receiver.StartAsync(certificate);
        await AddAsync(receiver.Url);
        await CreateAsync();
        await AssertErrorAsync("tls");
        Assert.Empty(receiver.Requests);
    }

    [Fact]
    public async Task A_name_that_does_not_exist_is_a_DNS_error()
    {
        await AddAsync("http://receiver.invalid/hooks");
        await CreateAsync();
        await AssertErrorAsync("dns");
    }

    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("100.64.0.1")]
    [InlineData("[fe80::1]")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("0.0.0.0")]
    public async Task No_other_than_private_addresses_are_opened_to_a_sandbox(string host)
    {
        await AddAsync($"http://{host}:{new Uri(Receiver.Url).Port}/");
        await CreateAsync();
        await AssertErrorAsync("address_refused");
        Assert.Empty(Receiver.Requests);
    }

    private async Task AssertErrorAsync(string error)
    {
        await AttemptedAsync(1);
        var attempt = Assert.Single(await AttemptsAsync());
        Assert.Equal((error, null), (attempt.Error, attempt.Status));
        var row = Assert.Single(await DeliveriesAsync());
        Assert.Equal(("pending", Now.AddSeconds(1)), (row.Status, row.NextAttemptAt));
    }

    private static TcpListener Listen(out string url)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        url = $"http://{listener.LocalEndpoint}/";
        return listener;
    }
}

/// <summary>Without <c>PrivateAddresses</c> nothing inside is reached, by whatever name.</summary>
public sealed class PublicOnlyTests() : WebhookTest(new ClusterPlan
{
    Settings = new DhmadSettings { Webhooks = new WebhookSettings { PrivateAddresses = false } },
})
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("[::1]")]
    public async Task Loopback_is_refused_when_the_socket_would_connect(string host)
    {
        await AddAsync($"http://{host}:{new Uri(Receiver.Url).Port}/");
        await CreateAsync();
        await AttemptedAsync(1);
        Assert.Equal("address_refused", Assert.Single(await AttemptsAsync()).Error);
        Assert.Empty(Receiver.Requests);
    }
}
