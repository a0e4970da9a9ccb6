using System.Net.Sockets;
using System.Text;
using Dhmad.Api.Http;
using Dhmad.Domain;
using Microsoft.AspNetCore.Http;

namespace Dhmad.Api.Tests;

/// <summary>
/// Bodies that are not sent as HTTP asks: the caller is counted and judged first, and nothing of it is a fault of ours.
/// </summary>
public sealed class BrokenBodyTests : IAsyncLifetime
{
    private const string Escrows = "/api/v1/escrows";
    private const int Limit = 4;

    private ApiServer _server = null!;
    private Shop _shop = null!;

    public static TheoryData<string> Chunks =>
        ["80000000\r\n", "fffffffffffffffff\r\n", "zz\r\n", "2\r\nabc\r\n", "-1\r\n"];

    public async Task InitializeAsync()
    {
        _server = await ApiServer.StartAsync(
            new DhmadSettings { RateLimit = new RateLimitSettings { PerMinute = Limit } });
        _shop = await _server.OpenShopAsync();
    }

    public async Task DisposeAsync()
    {
        Assert.Empty(_server.Logs.Lines);
        await _server.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Chunks))]
    public async Task A_broken_chunk_is_malformed(string chunk)
    {
        var answer = await SendAsync("POST", Escrows, chunk, $"X-API-Key: {_shop.Key}");
        IsMalformed(answer);
        Assert.Contains($"X-RateLimit-Remaining: {Limit - 1}\r\n", answer, StringComparison.Ordinal);

        IsMalformed(await SendAsync("PUT", $"{Escrows}/xyz", chunk, $"X-API-Key: {_shop.Key}"));
        IsMalformed(await SendAsync("POST", "/api/developer/token", chunk));
    }

    [Theory]
    [MemberData(nameof(Chunks))]
    public async Task The_credential_and_the_rate_limit_come_before_a_broken_chunk(string chunk)
    {
        for (var left = Limit - 1; left >= 0; left--)
        {
            var refused = await SendAsync("POST", Escrows, chunk);
            Assert.StartsWith("HTTP/1.1 401 ", refused, StringComparison.Ordinal);
            Assert.Contains("\"code\":\"MISSING_API_KEY\"", refused, StringComparison.Ordinal);
            Assert.Contains($"X-RateLimit-Remaining: {left}\r\n", refused, StringComparison.Ordinal);
        }

        foreach (var path in (string[])[Escrows, "/api/developer/token", "/api/developer/webhooks"])
        {
            var limited = await SendAsync("POST", path, chunk);
            Assert.StartsWith("HTTP/1.1 429 ", limited, StringComparison.Ordinal);
            Assert.Contains("\"code\":\"RATE_LIMITED\"", limited, StringComparison.Ordinal);
            Assert.Contains("Retry-After: ", limited, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Chunks))]
    public async Task A_broken_chunk_for_a_catcher_is_malformed(string chunk)
    {
        var catcher = _server.Get<Storage.Webhooks.CatcherStore>().TokenOf(_shop.DeveloperId);
        IsMalformed(await SendAsync("POST", $"/sandbox/hooks/{catcher}", chunk));
    }

    [Theory]
    [InlineData(typeof(IOException))]
    [InlineData(typeof(OperationCanceledException))]
    public async Task Who_stops_sending_is_no_fault(Type failure)
    {
        var http = new DefaultHttpContext();
        http.Request.ContentLength = 5;
        http.Request.Body = new BreakingStream((Exception)Activator.CreateInstance(failure)!);
        var broken = await Assert.ThrowsAsync<BadHttpRequestException>(
            async () => await RequestBody.ReadAsync(http, CancellationToken.None));
        Assert.Equal(400, broken.StatusCode);
    }

    private static void IsMalformed(string answer)
    {
        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nX-Request-Id: ", answer, StringComparison.Ordinal);
        var body = JsonElement.Parse(answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);
        Assert.Equal("MALFORMED_JSON", body.GetProperty("code").GetString());
        Assert.Equal("Bad Request", body.GetProperty("error").GetString());
        Assert.Equal("body", Assert.Single(body.GetProperty("details").EnumerateObject()).Name);
    }

    /// <summary>Sends a chunked request whose body is this and no more; the answer as it came.</summary>
    private async Task<string> SendAsync(string method, string path, string body, string header = "X-Nothing: none")
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(_server.Address.Host, _server.Address.Port);
        await connection.Client.SendAsync(Encoding.ASCII.GetBytes(
            $"{method} {path} HTTP/1.1\r\nHost: x\r\n{header}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
            + body));
        using var answer = new StreamReader(connection.GetStream(), Encoding.UTF8);
        return await answer.ReadToEndAsync();
    }

    private sealed class BreakingStream(Exception failure) : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw failure;
    }
}
