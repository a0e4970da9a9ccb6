using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Dhmad.Pages.Tests.Kit;

namespace Dhmad.Pages.Tests.Security;

/// <summary>Forms that cannot be read are refused with a page, change nothing and are no fault of ours.</summary>
public class BrokenFormTests(Site site) : IClassFixture<Site>
{
    private readonly int before = site.Logs.Lines.Count;

    private const string Multipart = "multipart/form-data; boundary=zz";
    private const string UrlEncoded = "application/x-www-form-urlencoded";

    public static TheoryData<string, string> Unreadable => new()
    {
        { Multipart, "x" },
        { Multipart, "--zz\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\nabc" },
        { Multipart, "--zz\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"\r\n\r\nabc" },
        { Multipart, "--zz\r\nbad header\r\n\r\nabc\r\n--zz--\r\n" },
        {
            Multipart,
            "--zz\r\nContent-Type: text/plain; charset=utf-7\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n"
                + "+AAA-\r\n--zz--\r\n"
        },
        { "multipart/form-data", "x" },
        { $"{UrlEncoded}; charset=utf-7", "a=b" },
        { UrlEncoded, new string('n', 200) + "=1" },
        { UrlEncoded, "a=%00" },
    };

    [Theory]
    [MemberData(nameof(Unreadable))]
    public async Task A_form_that_cannot_be_read_is_a_bad_request(string contentType, string body)
    {
        await using var shop = await site.OpenShopAsync();
        using var anyone = new Visitor(site);
        var session = await shop.OpenAsync(await shop.CreateAsync(), "accept_pay", shop.Buyer);
        var form = (await anyone.GetAsync(session.Url)).Form("/cancel");
        foreach (var path in (string[])[form.Action, session.Path, "/login", "/logout"])
        {
            var page = await anyone.PostAsync(form.To(path), request => request.Content = Body(contentType, body));
            page.Expect(400);
            Assert.Contains(page.Headers["X-Request-Id"], page.Text, StringComparison.Ordinal);
        }

        Assert.Equal("pending", (string?)(await shop.SessionAsync(session))["status"]);
        Assert.Empty(site.Logs.Lines.Skip(before));
    }

    [Theory]
    [InlineData(UrlEncoded + "; charset=utf-16", "a=b")]
    [InlineData(UrlEncoded + "; charset=bogus", "a=b")]
    [InlineData(UrlEncoded, "%ff=%zz")]
    [InlineData(Multipart, "--zz--")]
    [InlineData(Multipart, "")]
    [InlineData("text/plain", "a=b")]
    public async Task A_form_that_can_be_read_still_needs_its_token(string contentType, string body)
    {
        await using var shop = await site.OpenShopAsync();
        using var anyone = new Visitor(site);
        var form = (await anyone.GetAsync("/login")).FormWith("email");
        (await anyone.PostAsync(form, request => request.Content = Body(contentType, body))).Expect(403);
        Assert.Empty(site.Logs.Lines.Skip(before));
    }

    [Theory]
    [InlineData("80000000\r\n")]
    [InlineData("fffffffffffffffff\r\n")]
    [InlineData("zz\r\n")]
    [InlineData("2\r\nabc\r\n")]
    public async Task A_broken_chunk_is_a_bad_request(string chunk)
    {
        await using var shop = await site.OpenShopAsync();
        foreach (var contentType in (string[])[UrlEncoded, Multipart])
        {
            var answer = await SendAsync(contentType, chunk);
            Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
            Assert.Contains("\r\nX-Request-Id: ", answer, StringComparison.Ordinal);
            Assert.Contains("text/html", answer, StringComparison.Ordinal);
        }

        Assert.Empty(site.Logs.Lines.Skip(before));
    }

    [Fact]
    public async Task A_form_that_is_too_large_keeps_its_own_status()
    {
        // No body is sent: it is refused for the length that it tells.
        var answer = await AskAsync(UrlEncoded, $"Content-Length: {600 * 1024}\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
    }

    private static ByteArrayContent Body(string contentType, string text)
    {
        var body = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        body.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        return body;
    }

    /// <summary>Posts a chunked form whose body is this and no more; the answer as it came.</summary>
    private Task<string> SendAsync(string contentType, string body) =>
        AskAsync(contentType, $"Transfer-Encoding: chunked\r\n\r\n{body}");

    /// <param name="rest">Of the request, from the header that tells how long its body is.</param>
    private async Task<string> AskAsync(string contentType, string rest)
    {
        var address = new Uri(site.Url);
        using var connection = new TcpClient();
        await connection.ConnectAsync(address.Host, address.Port);
        await connection.Client.SendAsync(Encoding.ASCII.GetBytes(
            $"POST /login HTTP/1.1\r\nHost: x\r\nContent-Type: {contentType}\r\nConnection: close\r\n{rest}"));
        using var answer = new StreamReader(connection.GetStream(), Encoding.UTF8);
        return await answer.ReadToEndAsync();
    }
}
